package dev.credence.credential;

import java.time.Instant;
import java.util.Optional;

/**
 * How a back end is doing. Holds no secret.
 *
 * @param name in the configuration
 * @param breaker {@code closed}, {@code half_open} or {@code open}
 * @param lastError what went wrong last, if nothing has succeeded since
 * @param lastErrorAt when that was
 * @param tokenExpires when the login at the back end ends, where that is known
 * @param leasesTakenOver how many of gateways that have ended are still to be revoked
 */
public record BackendStatus(
        String name,
        String breaker,
        Optional<String> lastError,
        Optional<Instant> lastErrorAt,
        Optional<Instant> tokenExpires,
        int leasesTakenOver) {
    /** One that has taken over none. */
    public BackendStatus(
            String name,
            String breaker,
            Optional<String> lastError,
            Optional<Instant> lastErrorAt,
            Optional<Instant> tokenExpires) {
        this(name, breaker, lastError, lastErrorAt, tokenExpires, 0);
    }

    /** The same with so many taken over. */
    public BackendStatus takenOver(int leases) {
        return new BackendStatus(name, breaker, lastError, lastErrorAt, tokenExpires, leases);
    }
}
