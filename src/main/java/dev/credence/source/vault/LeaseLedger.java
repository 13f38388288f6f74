package dev.credence.source.vault;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The leases that Vault keeps for us. Written on the source's context, counted on any thread. */
final class LeaseLedger {
    private final InstantSource clock;
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    LeaseLedger(InstantSource clock) {
        this.clock = clock;
    }

    /** Vault has granted that lease. */
    void granted(String lease, Instant end) {
        forgetTheEnded();
        ends.put(lease, end);
    }

    /** Vault has taken it back. */
    void revoked(String lease) {
        ends.remove(lease);
    }

    /** How many there are now; those that nobody revoked end by themselves. */
    int count() {
        Instant now = clock.instant();
        return (int) ends.values().stream().filter(now::isBefore).count();
    }

    private void forgetTheEnded() {
        Instant now = clock.instant();
        ends.values().removeIf(end -> !now.isBefore(end));
    }
}
