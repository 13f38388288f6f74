package dev.credence.config;

import java.util.Optional;

/** Reads a back end of type sts: AWS STS. */
final class StsBinder {
    private StsBinder() {}

    static Optional<BackendConfig> bind(String name, Section section) {
        section.error("type", "is " + ShapeCheck.NOT_AVAILABLE);
        return Optional.empty();
    }
}
