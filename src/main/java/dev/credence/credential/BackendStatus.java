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
 */
public record BackendStatus(
        String name,
        String breaker,
        Optional<String> lastError,
        Optional<Instant> lastErrorAt,
        Optional<Instant> tokenExpires) {}
