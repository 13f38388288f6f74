package dev.credence.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The non-secret metadata of the emulated EC2 instance.
 *
 * @param values by configuration key ({@code region}, {@code instance-id}, ...), only those that are known; the keys
 *     are {@link #KEYS}
 * @param tags instance tags by name
 */
public record AwsInstance(Map<String, String> values, Map<String, String> tags) {

    /** Every key that may be configured below {@code instance.aws}, besides {@code tags}. */
    public static final Set<String> KEYS = Set.of(
            "region",
            "availability-zone",
            "availability-zone-id",
            "account-id",
            "instance-id",
            "instance-type",
            "instance-life-cycle",
            "instance-profile-id",
            "ami-id",
            "architecture",
            "hostname",
            "local-hostname",
            "local-ipv4",
            "public-hostname",
            "public-ipv4",
            "mac",
            "reservation-id",
            "security-groups",
            "services-domain",
            "services-partition",
            "user-data",
            "pending-time",
            "instance-identity-pkcs7",
            "instance-identity-rsa2048",
            "instance-identity-signature");

    /** The value of that key, if it is known. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
