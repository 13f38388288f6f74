package dev.credence.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parts into which AWS is divided, as ARNs name them.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">ARNs</a>
 */
public final class AwsPartition {
    private static final String USUAL = "aws";
    /** Of the SDKs' own names for a whole partition, like {@code aws-cn-global}. */
    private static final String GLOBAL = "-global";

    private static final Map<String, String> BY_PREFIX = new LinkedHashMap<>();

    static {
        BY_PREFIX.put("cn-", "aws-cn");
        BY_PREFIX.put("us-gov-", "aws-us-gov");
        BY_PREFIX.put("us-iso-", "aws-iso");
        BY_PREFIX.put("us-isob-", "aws-iso-b");
        BY_PREFIX.put("eusc-", "aws-eusc");
    }

    private AwsPartition() {}

    /** That of the roles which this back end assumes: its region's, else the instance's. */
    public static String of(StsConfig backend, AwsInstance instance) {
        Optional<String> region = backend.region().or(() -> instance.value("region"));
        return region.map(AwsPartition::ofRegion).orElse(USUAL);
    }

    static String ofRegion(String region) {
        if (region.endsWith(GLOBAL)) {
            return region.substring(0, region.length() - GLOBAL.length());
        }
        return BY_PREFIX.entrySet().stream()
                .filter(entry -> region.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(USUAL);
    }
}
