package dev.credence.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The way to a value in the configuration.
 *
 * @param segments keys and list indexes, from the top
 */
record ConfigPath(List<String> segments) {
    static final ConfigPath ROOT = new ConfigPath(List.of());
    static final String VARIABLE_PREFIX = "CREDENCE_";

    ConfigPath child(String key) {
        List<String> longer = new ArrayList<>(segments);
        longer.add(key);
        return new ConfigPath(List.copyOf(longer));
    }

    ConfigPath child(int index) {
        return child(Integer.toString(index));
    }

    String last() {
        return segments.isEmpty() ? "" : segments.get(segments.size() - 1);
    }

    static ConfigPath of(String... segments) {
        return new ConfigPath(List.of(segments));
    }

    /** The environment variable that sets it. */
    String variable() {
        return VARIABLE_PREFIX + segment(String.join("_", segments));
    }

    /** A key as a part of such a variable. */
    static String segment(String key) {
        return key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    @Override
    public String toString() {
        return String.join(".", segments);
    }
}
