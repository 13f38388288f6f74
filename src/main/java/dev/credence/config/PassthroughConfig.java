package dev.credence.config;

import java.net.URI;

/**
 * What is handed to a real metadata service instead of being answered here.
 *
 * @param address of that service: scheme and host, with or without a port
 * @param paths nothing unless the configuration lists something
 */
public record PassthroughConfig(URI address, PassthroughPaths paths) {
    static final URI DEFAULT_ADDRESS = URI.create("http://169.254.169.254");

    /** True if nothing is handed on, so that the address is never asked. */
    public boolean isOff() {
        return paths.patterns().isEmpty();
    }
}
