package dev.credence.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What may stand at a place in the configuration, before anyone looks at values. */
sealed interface KeySpec {
    /** A scalar. */
    record Value() implements KeySpec {}

    /**
     * A list of scalars.
     *
     * @param orOne whether a scalar may stand for a list of one
     */
    record Texts(boolean orOne) implements KeySpec {
        Texts() {
            this(false);
        }
    }

    /**
     * A map of known keys.
     *
     * @param shorthands scalars that may stand instead of the map
     */
    record Group(Map<String, KeySpec> keys, Set<String> shorthands) implements KeySpec {
        Group orText(String shorthand) {
            return new Group(keys, Set.of(shorthand));
        }
    }

    /** A map whose keys are names of the user's choice. */
    record Named(KeySpec entry) implements KeySpec {}

    /** A list of maps. */
    record ListOf(Group entry) implements KeySpec {}

    static Value value() {
        return new Value();
    }

    /** Keys and their specs in turn. */
    static Group group(Object... keysAndSpecs) {
        Map<String, KeySpec> keys = new LinkedHashMap<>();
        for (int index = 0; index < keysAndSpecs.length; index += 2) {
            keys.put((String) keysAndSpecs[index], (KeySpec) keysAndSpecs[index + 1]);
        }
        return new Group(keys, Set.of());
    }
}
