package dev.credence.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Another metadata service that answers as EC2's does, from which credentials are taken.
 *
 * @param name of the back end in the configuration
 * @param address {@code http://host:port} or {@code https://host:port}, without a final slash
 * @param prefix the path below which it lists roles, with a slash at both ends
 * @param proxy for HTTP, {@code http://host:port}
 * @param timeout of one HTTP request
 * @param retries attempts after the first
 */
public record ImsConfig(
        String name,
        URI address,
        String prefix,
        Optional<URI> proxy,
        Duration timeout,
        int retries,
        RateLimit rateLimit,
        BreakerConfig breaker)
        implements BackendConfig {}
