package dev.credence.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The listener for operators.
 *
 * @param tokenFile holds the bearer token of the actions that change something; without it they are off
 * @param reusePort whether another process of this user may listen there too (SO_REUSEPORT)
 */
public record OpsConfig(HostPort address, Optional<Path> tokenFile, boolean reusePort) {
    /** One that nobody else may listen at. */
    public OpsConfig(HostPort address, Optional<Path> tokenFile) {
        this(address, tokenFile, false);
    }
}
