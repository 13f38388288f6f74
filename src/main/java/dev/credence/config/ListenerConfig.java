package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.util.Optional;
import java.util.Set;

/**
 * An address that workloads talk to.
 *
 * @param providers the clouds emulated there
 * @param hosts {@code Host} values accepted besides IP literals and the metadata names, lower case
 * @param reusePort whether another process of this user may listen there too (SO_REUSEPORT)
 */
public record ListenerConfig(
        HostPort address, Set<Cloud> providers, Set<String> hosts, Optional<ListenerTls> tls, boolean reusePort) {
    /** Where a gateway listens that nobody has told otherwise. */
    public static final HostPort DEFAULT_ADDRESS = new HostPort("127.0.0.1", 8169);

    /** One that nobody else may listen at. */
    public ListenerConfig(HostPort address, Set<Cloud> providers, Set<String> hosts, Optional<ListenerTls> tls) {
        this(address, providers, hosts, tls, false);
    }
}
