package dev.credence.telemetry;

import java.util.Locale;
import java.util.Optional;

/** The clouds that can be emulated, as they are called in configuration, metrics and log lines. */
public enum Cloud {
    AWS,
    GCP,
    AZURE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The lower-case name: {@code aws}, {@code gcp}, {@code azure}. */
    public String label() {
        return label;
    }

    /** The cloud of that lower-case name, if there is one. */
    public static Optional<Cloud> ofLabel(String label) {
        for (Cloud cloud : values()) {
            if (cloud.label.equals(label)) {
                return Optional.of(cloud);
            }
        }
        return Optional.empty();
    }
}
