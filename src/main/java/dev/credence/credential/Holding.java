package dev.credence.credential;

/**
 * What the service and those who serve hits share about one key: when it was last asked for, and whether it has been
 * dropped. The only state that crosses contexts; both fields are single words, written without locks.
 */
public final class Holding {
    /** Last uses are recorded this coarsely, so that a busy key does not bounce one cache line between cores. */
    static final long RESOLUTION_NANOS = 1_000_000_000L;

    private volatile long lastUsed;
    private volatile boolean dropped;

    public Holding(long nowNanos) {
        this.lastUsed = nowNanos;
    }

    /** Notes that somebody was served at {@code nowNanos} of the {@link TimeSource}. Any thread, no lock. */
    public void touch(long nowNanos) {
        if (nowNanos - lastUsed > RESOLUTION_NANOS) {
            lastUsed = nowNanos;
        }
    }

    /** True once the service has let go of the key: what was rendered from it must not be kept any more. */
    public boolean isDropped() {
        return dropped;
    }

    long lastUsed() {
        return lastUsed;
    }

    void drop() {
        dropped = true;
    }
}
