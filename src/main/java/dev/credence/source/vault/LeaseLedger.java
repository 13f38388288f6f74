package dev.credence.source.vault;

import dev.credence.credential.CredentialKey;
import dev.credence.telemetry.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The leases that Vault keeps for us. Written on the source's context, counted on any thread. */
final class LeaseLedger {
    private final InstantSource clock;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    /**
     * A lease.
     *
     * @param lease Vault's name for it
     * @param key what was issued under it
     * @param token which it was issued to
     * @param end when it ends by itself
     * @param life that it was granted with, in whole seconds
     */
    record Held(String lease, CredentialKey key, Secret token, Instant end, Duration life) {}

    LeaseLedger(InstantSource clock) {
        this.clock = clock;
    }

    /** Vault has granted that lease. */
    void granted(CredentialKey key, String lease, Secret token, Instant end) {
        forgetTheEnded();
        Duration life = Duration.between(clock.instant(), end).plusNanos(999_999_999);
        held.put(lease, new Held(lease, key, token, end, Duration.ofSeconds(life.toSeconds())));
    }

    /** It lives until then. */
    void until(String lease, Instant end) {
        held.computeIfPresent(lease, (id, before) -> new Held(lease, before.key, before.token, end, before.life));
    }

    /** If it is one that we hold. */
    Optional<Held> find(String lease) {
        return Optional.ofNullable(held.get(lease));
    }

    /** Those that end with that token. */
    List<Held> of(Secret token) {
        Instant now = clock.instant();
        return held.values().stream()
                .filter(lease -> lease.token.equals(token) && now.isBefore(lease.end))
                .toList();
    }

    /** The tokens on which there are any. */
    Set<Secret> tokens() {
        Instant now = clock.instant();
        return held.values().stream()
                .filter(lease -> now.isBefore(lease.end))
                .map(Held::token)
                .collect(Collectors.toSet());
    }

    /** Vault does not have it any more. */
    void gone(String lease) {
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
