package dev.credence.config;

import java.util.Locale;

/** The kinds of roles of Vault's Google Cloud secrets engine. */
public enum GcpKind {
    /** Whichever of the others has the role. */
    AUTO,
    IMPERSONATED_ACCOUNT,
    STATIC_ACCOUNT,
    ROLESET;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As the configuration and Vault's paths call it: {@code impersonated-account}. */
    public String label() {
        return label;
    }
}
