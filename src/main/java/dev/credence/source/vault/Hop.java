package dev.credence.source.vault;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * One place that a request is sent to. Immutable.
 *
 * @param host a name or an IP literal without brackets
 * @param socket of a Unix domain, instead of host and port
 * @param target path and query, as on the request line
 */
record Hop(boolean tls, String host, int port, Optional<SocketAddress> socket, String target) {
    private static final String HTTPS = "https";

    /**
     * The configured address, with any path it has as the target.
     *
     * @throws IllegalArgumentException if it is none of {@code http://}, {@code https://} and {@code unix://}
     */
    static Hop of(URI address) {
        if ("unix".equals(address.getScheme())) {
            // Vault wants a Host header there too; the official client sends this one.
            return new Hop(
                    false, "localhost", 80, Optional.of(SocketAddress.domainSocketAddress(address.getPath())), "");
        }
        return network(address)
                .orElseThrow(() -> new IllegalArgumentException("not an address of a Vault: " + address));
    }

    /** The same place with another path and query. */
    Hop withTarget(String path) {
        return new Hop(tls, host, port, socket, path);
    }

    /**
     * Where a redirect leads, if the token may go there.
     *
     * <p>A standby answers with the address of the active node, which is another host. That is followed over TLS,
     * where the target has to prove who it is to our trust store. Without TLS anybody on the way can write a
     * redirect, so only the same host and the loopback interface get the token. TLS is never given up.
     */
    Optional<Hop> follow(String location) {
        try {
            if (socket.isPresent()) {
                return location.startsWith("/") && !location.startsWith("//")
                        ? Optional.of(withTarget(location))
                        : Optional.empty();
            }
            return network(base().resolve(location)).filter(this::mayCarryTokenTo);
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private boolean mayCarryTokenTo(Hop next) {
        if (next.host.equalsIgnoreCase(host)) {
            return next.tls || !tls;
        }
        return tls ? next.tls : !next.tls && isLoopback(next.host);
    }

    private URI base() {
        String authority = (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
        return URI.create((tls ? HTTPS : "http") + "://" + authority + target);
    }

    private static Optional<Hop> network(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals(HTTPS);
        if (uri.getHost() == null || uri.getUserInfo() != null || !(tls || scheme.equals("http"))) {
            return Optional.empty();
        }
        String host = uri.getHost().replace("[", "").replace("]", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
        return Optional.of(new Hop(tls, host, port, Optional.empty(), target));
    }

    /** Judges literals only: resolving a name would block, and could be lied to. */
    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
