package dev.credence.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/** Connections open on all listeners, and how many there may be. Any thread. */
public final class ConnectionCount {
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    public ConnectionCount(int limit) {
        this.limit = limit;
    }

    /** Counts one more; false if there are too many, and then it does not count. */
    boolean open() {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    /** One that counted has closed. */
    void close() {
        open.decrementAndGet();
    }

    /** How many are open. */
    public int current() {
        return open.get();
    }
}
