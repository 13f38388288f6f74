package dev.credence.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
     * @param variant chooses what the rest means, if a key does
     * @param shorthands scalars that may stand instead of the map
     */
    record Group(Map<String, KeySpec> keys, Optional<Variant> variant, Set<String> shorthands) implements KeySpec {
        Group with(Variant chosen) {
            return new Group(keys, Optional.of(chosen), shorthands);
        }

        Group orText(String shorthand) {
            return new Group(keys, variant, Set.of(shorthand));
        }
    }

    /** A map whose keys are names of the user's choice. */
    record Named(KeySpec entry) implements KeySpec {}

    /** A list of maps. */
    record ListOf(Group entry) implements KeySpec {}

    /**
     * Documented, but not built yet.
     *
     * @param neutral what asks for nothing and is accepted; null, empty text and empty lists and maps always are
     * @param planned values to come; empty if any other value is one
     */
    record Later(Set<String> neutral, Set<String> planned) implements KeySpec {}

    /**
     * A key whose value decides what the other keys of its map mean.
     *
     * @param now values of this version
     * @param planned values to come; with one of them nothing else in the map is looked at
     */
    record Variant(String key, Set<String> now, Set<String> planned) {}

    static Value value() {
        return new Value();
    }

    static Later later(String... neutral) {
        return new Later(Set.of(neutral), Set.of());
    }

    /** Keys and their specs in turn. */
    static Group group(Object... keysAndSpecs) {
        Map<String, KeySpec> keys = new LinkedHashMap<>();
        for (int index = 0; index < keysAndSpecs.length; index += 2) {
            keys.put((String) keysAndSpecs[index], (KeySpec) keysAndSpecs[index + 1]);
        }
        return new Group(keys, Optional.empty(), Set.of());
    }
}
