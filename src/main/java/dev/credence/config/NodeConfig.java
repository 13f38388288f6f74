package dev.credence.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Kubernetes node that the gateway runs on.
 *
 * @param name of the node
 * @param startupTaint the key of the taint that is taken off once the gateway is ready
 * @param apiServer scheme, host and port
 * @param tokenFile of the service account; read anew for each request, since it is replaced every hour or so
 * @param caCertificate that the API server's certificate is checked against; the JVM's authorities without it
 */
public record NodeConfig(
        String name, String startupTaint, URI apiServer, Path tokenFile, Optional<Path> caCertificate) {}
