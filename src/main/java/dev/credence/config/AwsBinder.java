package dev.credence.config;

import dev.credence.config.ConfigNode.Leaf;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code providers.aws} and {@code instance.aws}. */
final class AwsBinder {
    /** {@code eu-west-1a}, and local zones as {@code us-west-2-lax-1a}, which belong to {@code us-west-2}. */
    private static final Pattern ZONE = Pattern.compile("([a-z]{2}(?:-[a-z]+)+-\\d+)(?:-[a-z]+-\\d+)?[a-z]");

    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

    private AwsBinder() {}

    static AwsProviderConfig provider(Section root) {
        Section aws = root.section("providers").section("aws");
        Optional<String> list = aws.value("list", text -> NameText.oneOf(text, Set.of("first", "all")));
        return new AwsProviderConfig(
                aws.bool("imds-v1", false),
                list.filter("all"::equals).isPresent(),
                aws.bool("iam-user", false),
                aws.file("token-key-file", FileContent::signingKey),
                aws.section("container").bool("require-token", true),
                passthrough(aws.section("passthrough")));
    }

    private static PassthroughConfig passthrough(Section passthrough) {
        Set<PassthroughPattern> patterns = new LinkedHashSet<>();
        for (Leaf leaf : passthrough.leaves("allow").orElse(List.of())) {
            try {
                if (!patterns.add(PassthroughPattern.parse(String.valueOf(leaf.text())))) {
                    passthrough.itemError("allow", leaf, "is listed twice");
                }
            } catch (IllegalArgumentException wrong) {
                passthrough.itemError("allow", leaf, String.valueOf(wrong.getMessage()));
            }
        }
        return new PassthroughConfig(
                passthrough.given("address", MetadataAddress::parse).orElse(PassthroughConfig.DEFAULT_ADDRESS),
                new PassthroughPaths(List.copyOf(patterns)));
    }

    static AwsInstance instance(Section root) {
        Section aws = root.section("instance").section("aws");
        Map<String, String> values = new TreeMap<>(aws.texts(AwsInstance.KEYS));
        aws.given("account-id", AwsBinder::account);
        if (!values.containsKey("region")) {
            region(values.get("availability-zone")).ifPresent(region -> values.put("region", region));
        }
        return new AwsInstance(Map.copyOf(values), aws.map("tags"));
    }

    private static String account(String text) {
        if (!ACCOUNT.matcher(text).matches()) {
            throw new IllegalArgumentException("is not an account; write its 12 digits");
        }
        return text;
    }

    private static Optional<String> region(@Nullable String zone) {
        Matcher matcher = ZONE.matcher(zone == null ? "" : zone);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
