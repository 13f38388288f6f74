package dev.credence.credential;

import java.util.Locale;

/** Why a key was let go. */
public enum DropReason {
    /** Its credential reached its end before a new one could be had. */
    EXPIRED,
    /** Nobody asked for it long enough. */
    IDLE,
    /** Another key needed the place. */
    EVICTED,
    /** The configuration does not have it any more. */
    REMOVED,
    /** An operator said so. */
    REQUESTED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The lower-case name. */
    public String label() {
        return label;
    }
}
