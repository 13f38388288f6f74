package dev.credence.caller;

/**
 * As long as something holds: a container's life, or its time at an address. Cut once and for good, by the engine's own
 * context; read by any thread, with every request of a container.
 */
public final class Lifeline {
    private volatile boolean cut;

    /** It is over. */
    public void cut() {
        cut = true;
    }

    /** True if it is over. */
    public boolean isCut() {
        return cut;
    }
}
