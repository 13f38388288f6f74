package dev.credence.migration;

/** The settings of another gateway cannot be understood; the message says which and why. */
public final class ForeignSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ForeignSettingsException(String message) {
        super(message);
    }
}
