package dev.credence.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Another metadata service that answers as EC2's does, from which credentials are taken.
 *
 * @param name of the back end in the configuration
 * @param address {@code http://host:port} or {@code https://host:port}, without a final slash
 * @param prefix the path below which it lists roles, with a slash at both ends
 * @param proxy for HTTP, {@code http://host:port}
 * @param caCertificate PEM file with the authorities to trust instead of the JVM's, if its address says https
 * @param timeout of one HTTP request
 * @param retries attempts after the first
 */
public record ImsConfig(
        String name,
        URI address,
        String prefix,
        Optional<URI> proxy,
        Optional<Path> caCertificate,
        Duration timeout,
        int retries,
        RateLimit rateLimit,
        BreakerConfig breaker)
        implements BackendConfig {}
