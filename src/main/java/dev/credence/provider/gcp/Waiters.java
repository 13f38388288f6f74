package dev.credence.provider.gcp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for metadata to change (wire contract 3.4), for hours as a rule. They cost their memory and nothing else;
 * each is judged on its own event loop whenever something may have changed. Any thread.
 */
final class Waiters {
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private volatile @Nullable GcpProvider judge;
    private volatile boolean stopping;

    /** From now on that provider knows what is true; the configuration has changed. */
    void judgedBy(GcpProvider provider) {
        judge = provider;
        judge();
    }

    /** Something may have changed. */
    void judge() {
        waiting.forEach(Waiter::wake);
    }

    /** Lets everybody go, and nobody wait any more: a stop would wait for them. */
    void stop() {
        stopping = true;
        judge();
    }

    boolean isStopping() {
        return stopping;
    }

    /** Who knows what is true now. */
    @Nullable
    GcpProvider judgeNow() {
        return judge;
    }

    /** How many wait. */
    int count() {
        return waiting.size();
    }

    void add(Waiter waiter) {
        waiting.add(waiter);
    }

    void remove(Waiter waiter) {
        waiting.remove(waiter);
    }
}
