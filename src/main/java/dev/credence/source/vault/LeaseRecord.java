package dev.credence.source.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What has to be known to take something back that Vault issued. Holds no secret.
 *
 * @param backend its name in the configuration
 * @param address of that Vault
 * @param namespace where the lease is
 * @param lease Vault's name for it
 * @param credential its name in the configuration
 * @param expires when it ends by itself
 * @param heldUntil the latest end that workloads were told, if it was left to them by a gateway that has ended: it is not
 *     to be revoked before
 */
record LeaseRecord(
        String backend,
        String address,
        Optional<String> namespace,
        String lease,
        String credential,
        Instant expires,
        Optional<Instant> heldUntil) {
    /** Vault ends leases in its own time, and again if the cloud refused: so long after it what was left is asked for. */
    private static final Duration LATE = Duration.ofMinutes(1);

    /** One of a gateway that runs, or did not say whether workloads hold it. */
    LeaseRecord(
            String backend,
            String address,
            Optional<String> namespace,
            String lease,
            String credential,
            Instant expires) {
        this(backend, address, namespace, lease, credential, expires, Optional.empty());
    }

    /** The same lease with another end. */
    LeaseRecord until(Instant end) {
        return new LeaseRecord(backend, address, namespace, lease, credential, end, heldUntil);
    }

    /** The same lease, left to whoever takes over, who is to revoke it then. */
    LeaseRecord heldUntil(Instant told) {
        return new LeaseRecord(backend, address, namespace, lease, credential, expires, Optional.of(told));
    }

    /** Whether workloads still hold what was left to them. */
    boolean isHeld(Instant now) {
        return heldUntil.filter(now::isBefore).isPresent();
    }

    /** Whether it has ended by itself. One that was left is revoked once it is held no more, though it ends at that time. */
    boolean isOver(Instant now) {
        return !now.isBefore(expires)
                && heldUntil.filter(told -> now.isBefore(told.plus(LATE))).isEmpty();
    }

    /** True if both are leases of one Vault under one name. */
    boolean isOf(String otherBackend, String otherAddress, Optional<String> otherNamespace) {
        return backend.equals(otherBackend) && address.equals(otherAddress) && namespace.equals(otherNamespace);
    }

    /** What tells leases apart: two Vaults may use the same names. */
    Id id() {
        return new Id(backend, lease);
    }

    /** A lease of a back end. */
    record Id(String backend, String lease) {}
}
