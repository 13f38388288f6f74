package dev.credence.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on.
 *
 * @param host a name or an IP literal without brackets
 * @param port 0 picks a free one
 */
public record HostPort(String host, int port) {
    private static final String EXPECTED =
            "is not an address to listen on; write host:port, like 127.0.0.1:8169 or [::1]:8169";
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\]]*)]|([^:\\[\\]/\\s]*)):(\\d{1,5})");
    private static final int LARGEST_PORT = 65_535;

    /** Refuses what is no port. */
    public HostPort {
        if (port < 0 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("has a port that is not between 0 and " + LARGEST_PORT);
        }
    }

    /**
     * Reads {@code host:port}, IPv6 literals in brackets. Names are not looked up.
     *
     * @throws IllegalArgumentException with a message that reads on from the value
     */
    public static HostPort parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        String bracketed = matcher.group(1);
        String host = bracketed == null ? matcher.group(2) : bracketed;
        if (host.isEmpty()) {
            throw new IllegalArgumentException("names no host; write 0.0.0.0:" + matcher.group(3)
                    + " for every interface or 127.0.0.1:" + matcher.group(3) + " for this machine only");
        }
        boolean looksLikeAddress = bracketed != null || host.matches("[\\d.]+");
        if (looksLikeAddress && IpLiteral.parse(host).isEmpty()) {
            throw new IllegalArgumentException("does not begin with an IP address or a name");
        }
        return new HostPort(host, Integer.parseInt(matcher.group(3)));
    }

    /** True if only this machine can reach it: a loopback literal, or {@code localhost}. */
    public boolean isLoopback() {
        return host.toLowerCase(Locale.ROOT).equals("localhost")
                || IpLiteral.parse(host)
                        .filter(address -> address.isLoopbackAddress())
                        .isPresent();
    }

    /** True if both cannot be bound at once: the same port, and one address, or every address, in common. */
    boolean clashesWith(HostPort other) {
        if (port == 0 || port != other.port) {
            return false;
        }
        return canonicalHost().equals(other.canonicalHost()) || isEveryInterface() || other.isEveryInterface();
    }

    private boolean isEveryInterface() {
        return IpLiteral.parse(host)
                .filter(address -> address.isAnyLocalAddress())
                .isPresent();
    }

    private String canonicalHost() {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.equals("localhost")
                ? "127.0.0.1"
                : IpLiteral.parse(host).map(address -> address.getHostAddress()).orElse(lower);
    }

    /** {@code host:port}, IPv6 literals in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
