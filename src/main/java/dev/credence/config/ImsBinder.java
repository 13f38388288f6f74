package dev.credence.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Reads a back end of type ims: another metadata service. */
final class ImsBinder {
    private ImsBinder() {}

    static Optional<BackendConfig> bind(String name, Section section) {
        return section.text("address")
                .map(URI::create)
                .map(address -> new ImsConfig(
                        name,
                        address,
                        section.text("prefix").orElse("/latest/meta-data/iam/security-credentials/"),
                        section.text("proxy").map(URI::create),
                        section.duration(
                                "timeout", Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMinutes(5)),
                        section.integer("retries", 2, 0, 10),
                        section.rate("rate-limit", new RateLimit(20, 40)),
                        BreakerConfig.DEFAULT));
    }
}
