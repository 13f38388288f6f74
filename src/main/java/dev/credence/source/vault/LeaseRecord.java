package dev.credence.source.vault;

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
 */
record LeaseRecord(
        String backend, String address, Optional<String> namespace, String lease, String credential, Instant expires) {

    /** The same lease with another end. */
    LeaseRecord until(Instant end) {
        return new LeaseRecord(backend, address, namespace, lease, credential, end);
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
