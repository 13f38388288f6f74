package dev.credence.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A container engine whose containers are recognised as callers.
 *
 * @param address {@code unix:///path}, {@code http://host:port} or {@code https://host:port}
 * @param tls to the engine, if its address says https
 * @param trustedProxies networks whose {@code X-Container-Id} is believed
 */
public record DockerConfig(URI address, Optional<VaultTls> tls, List<Cidr> trustedProxies) {
    public DockerConfig {
        trustedProxies = List.copyOf(trustedProxies);
    }
}
