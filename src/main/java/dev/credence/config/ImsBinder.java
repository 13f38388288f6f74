package dev.credence.config;

import java.util.Optional;

/** Reads a back end of type ims: another metadata service. */
final class ImsBinder {
    private ImsBinder() {}

    static Optional<BackendConfig> bind(String name, Section section) {
        section.error("type", "is " + ShapeCheck.NOT_AVAILABLE);
        return Optional.empty();
    }
}
