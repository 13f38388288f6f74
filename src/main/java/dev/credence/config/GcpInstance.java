package dev.credence.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The non-secret metadata of the emulated Compute Engine instance.
 *
 * @param values by configuration key, only those that are known; the keys are {@link #KEYS}
 * @param attributes of the instance
 * @param projectAttributes of the project
 * @param tags of the instance's network
 */
public record GcpInstance(
        Map<String, String> values,
        Map<String, String> attributes,
        Map<String, String> projectAttributes,
        List<String> tags) {

    /** Every key that may be configured below {@code instance.gcp}, besides the maps and lists. */
    public static final Set<String> KEYS = Set.of(
            "project-id",
            "numeric-project-id",
            "zone",
            "id",
            "name",
            "hostname",
            "machine-type",
            "cpu-platform",
            "description",
            "image",
            "universe-domain");

    /** The value of that key, if it is known. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
