package dev.credence.ops;

import java.util.Locale;

/**
 * One sentence on why a workload may have no credentials, or that all is well.
 *
 * @param about the part of the page that has more of it: {@code gateway}, {@code credentials}, {@code backends} or
 *     {@code callers}
 */
record Finding(Level level, String about, String text) {

    /** How bad it is. */
    enum Level {
        /** Somebody gets nothing. */
        FAILING,
        /** All get what they ask for, so far. */
        WARNING,
        /** As it should be. */
        OK;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The lower-case name, as pages show it. */
        String label() {
            return label;
        }
    }
}
