package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Leaf;
import java.util.Map;

/**
 * What Docker's own client reads from the environment, as defaults of an engine whose address is not written (docker CLI
 * reference, "Environment variables").
 *
 * @param environment by name
 */
record DockerEnvironment(Map<String, String> environment) {
    private static final String SOCKET = "unix:///var/run/docker.sock";

    /** The section with an address, and with what belongs to one that comes from the environment. */
    Branch defaults(Branch docker) {
        if (docker.child("address") != null) {
            return docker;
        }
        String host = value("DOCKER_HOST");
        if (host.isEmpty()) {
            return docker.with("address", Leaf.of(SOCKET, Origin.DEFAULT));
        }
        Branch filled = docker.with("address", Leaf.of(host, Origin.variable("DOCKER_HOST")));
        boolean tls = !value("DOCKER_TLS_VERIFY").isEmpty() && docker.child("tls") == null;
        return tls ? filled.with("tls", certificates()) : filled;
    }

    private Branch certificates() {
        String named = value("DOCKER_CERT_PATH");
        String folder = named.isEmpty() ? value("HOME") + "/.docker" : named;
        Origin origin = Origin.variable(named.isEmpty() ? "HOME" : "DOCKER_CERT_PATH");
        return new Branch(Map.of(), origin)
                .with("ca-certificate", Leaf.of(folder + "/ca.pem", origin))
                .with("certificate", Leaf.of(folder + "/cert.pem", origin))
                .with("key", Leaf.of(folder + "/key.pem", origin));
    }

    private String value(String name) {
        return environment.getOrDefault(name, "").strip();
    }
}
