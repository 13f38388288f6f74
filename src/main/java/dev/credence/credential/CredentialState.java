package dev.credence.credential;

import java.util.Locale;

/** How a credential is doing. */
public enum CredentialState {
    /** First fetch under way, nothing to serve yet. */
    PENDING,
    /** Valid, and the back end works as far as known. */
    FRESH,
    /** Valid, but the last refresh failed. */
    STALE,
    /** Nothing to serve, and the last fetch failed. */
    FAILING,
    /** Served until its end; no new one could be had since. */
    EXPIRED,
    /** Dropped because nobody asked; fetched again at the next request. */
    IDLE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The lower-case name, as metrics and pages show it. */
    public String label() {
        return label;
    }

    /** True if a caller that asks now can be expected to get a credential. */
    public boolean isReady() {
        return this == FRESH || this == STALE || this == IDLE;
    }
}
