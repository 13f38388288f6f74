package dev.credence.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Reads a back end of type sts: AWS STS. */
final class StsBinder {
    private StsBinder() {}

    static Optional<BackendConfig> bind(String name, Section section) {
        Section source = section.section("credentials");
        return Optional.of(new StsConfig(
                name,
                section.text("region"),
                section.text("endpoint").map(URI::create),
                section.text("proxy").map(URI::create),
                source.text("backend")
                        .map(backend -> new SourceCredential(
                                backend,
                                source.text("mount").orElse("aws"),
                                source.text("role").orElse(""))),
                section.duration("timeout", Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMinutes(5)),
                section.integer("retries", 2, 0, 10),
                section.rate("rate-limit", new RateLimit(20, 40)),
                BreakerConfig.DEFAULT));
    }
}
