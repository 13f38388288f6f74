package dev.credence.ops;

import java.util.List;
import java.util.Optional;

/**
 * What became of the configuration that was read last.
 *
 * @param rejected why it is not used, if it is not
 * @param waiting sections that take effect with the next restart
 */
public record ChangedConfiguration(Optional<String> rejected, List<String> waiting) {
    /** All of it is used. */
    public static final ChangedConfiguration USED = new ChangedConfiguration(Optional.empty(), List.of());
}
