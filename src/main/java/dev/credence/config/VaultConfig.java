package dev.credence.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A HashiCorp Vault or OpenBao. The environment variables of the official client have already been applied.
 *
 * @param name of the back end in the configuration
 * @param address {@code http://host:port}, {@code https://host:port} or {@code unix:///path}, without a final slash
 * @param namespace where the secrets engines are, without slashes at the ends
 * @param authNamespace where to log in, when it differs from {@code namespace}; empty text is the root namespace
 * @param timeout of one HTTP request
 * @param retries attempts after the first
 */
public record VaultConfig(
        String name,
        URI address,
        Optional<String> namespace,
        Optional<String> authNamespace,
        VaultAuth auth,
        VaultTls tls,
        Duration timeout,
        int retries,
        RateLimit rateLimit,
        BreakerConfig breaker)
        implements BackendConfig {}
