package dev.credence.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * AWS STS.
 *
 * @param name of the back end in the configuration
 * @param region of the service; without it the SDK's own chain finds one
 * @param endpoint instead of the region's, without a final slash
 * @param proxy for HTTP, {@code http://host:port}
 * @param credentials to ask with; without them the SDK's own chain finds some
 * @param timeout of one HTTP request
 * @param retries attempts after the first
 */
public record StsConfig(
        String name,
        Optional<String> region,
        Optional<URI> endpoint,
        Optional<URI> proxy,
        Optional<SourceCredential> credentials,
        Duration timeout,
        int retries,
        RateLimit rateLimit,
        BreakerConfig breaker)
        implements BackendConfig {

    /** The back end with whose first listed role it asks, if it does so. */
    public Optional<String> asksWithFirstOf() {
        return credentials.filter(SourceCredential::isFirstListed).map(SourceCredential::backend);
    }
}
