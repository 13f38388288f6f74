package dev.credence.source.vault;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The leases that Vault keeps for us. Written on the source's context, counted on any thread. */
final class LeaseLedger {
    private final InstantSource clock;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private record Held(Instant end, Duration life) {}

    LeaseLedger(InstantSource clock) {
        this.clock = clock;
    }

    /** Vault has granted that lease. */
    void granted(String lease, Instant end) {
        forgetTheEnded();
        Duration life = Duration.between(clock.instant(), end).plusNanos(999_999_999);
        held.put(lease, new Held(end, Duration.ofSeconds(life.toSeconds())));
    }

    /** Vault lets it live until then. */
    void renewed(String lease, Instant end) {
        held.computeIfPresent(lease, (id, before) -> new Held(end, before.life));
    }

    /** The life that it was granted with, in whole seconds, if it is one that we hold. */
    Optional<Duration> life(String lease) {
        return Optional.ofNullable(held.get(lease)).map(Held::life);
    }

    /** When it ends, if it is one that we hold. */
    Optional<Instant> end(String lease) {
        return Optional.ofNullable(held.get(lease)).map(Held::end);
    }

    /** Vault has taken it back. */
    void revoked(String lease) {
        held.remove(lease);
    }

    /** How many there are now; those that nobody revoked end by themselves. */
    int count() {
        Instant now = clock.instant();
        return (int)
                held.values().stream().filter(lease -> now.isBefore(lease.end)).count();
    }

    private void forgetTheEnded() {
        Instant now = clock.instant();
        held.values().removeIf(lease -> !now.isBefore(lease.end));
    }
}
