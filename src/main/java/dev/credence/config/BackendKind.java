package dev.credence.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a back end is. */
enum BackendKind {
    VAULT,
    STS,
    IMS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As it is written under {@code type}. */
    String label() {
        return label;
    }

    static Optional<BackendKind> ofLabel(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
