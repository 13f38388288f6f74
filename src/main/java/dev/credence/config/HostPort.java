package dev.credence.config;

/**
 * An address to listen on.
 *
 * @param host a name or an IP literal without brackets
 * @param port 0 picks a free one
 */
public record HostPort(String host, int port) {

    /** {@code host:port}, IPv6 literals in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
