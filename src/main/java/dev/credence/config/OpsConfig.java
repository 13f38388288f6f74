package dev.credence.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The listener for operators.
 *
 * @param tokenFile holds the bearer token of the actions that change something; without it they are off
 */
public record OpsConfig(HostPort address, Optional<Path> tokenFile) {}
