package dev.credence.caller;

import java.util.Locale;

/** Why nobody was recognised. */
public enum Refusal {
    /** No rule matches. */
    NO_RULE,
    /** Nothing has been asked yet; only for requests that are turned away whoever sent them. */
    UNDECIDED,
    /** The address is of an engine's networks, or the id was forwarded, and none of its running containers has it. */
    UNKNOWN_CONTAINER,
    /** Which of them asks cannot be told. */
    TWO_CONTAINERS,
    /** The address is the machine's own, and containers use it too: which of them asks cannot be told. */
    HOST_NETWORK,
    /** The container that the connection was of has ended, or has lost its address. */
    CONTAINER_ENDED,
    /** What a trusted proxy sent is no id of a container. */
    MALFORMED_CONTAINER_ID,
    /** Only the engine could tell, and it does not. */
    ENGINE_UNAVAILABLE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The lower-case name, for metrics and logs. */
    public String label() {
        return label;
    }

    /** True if the same caller may be recognised a moment later. */
    public boolean isTemporary() {
        return this == ENGINE_UNAVAILABLE;
    }
}
