package dev.credence.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The listener for operators.
 *
 * @param tokenFile holds the bearer token of the actions that change something; without it they are off
 * @param hosts names, in lower case, that browsers may know the listener by besides its address
 * @param reusePort whether another process of this user may listen there too (SO_REUSEPORT)
 */
public record OpsConfig(HostPort address, Optional<Path> tokenFile, Set<String> hosts, boolean reusePort) {}
