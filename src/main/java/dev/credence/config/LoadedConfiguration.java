package dev.credence.config;

import java.util.List;

/**
 * A configuration that can be used.
 *
 * @param warnings what will probably not do what was meant
 */
public record LoadedConfiguration(Configuration configuration, List<Problem> warnings) {
    /** Keeps its own copy of the warnings. */
    public LoadedConfiguration {
        warnings = List.copyOf(warnings);
    }
}
