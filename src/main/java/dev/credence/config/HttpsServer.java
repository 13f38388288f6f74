package dev.credence.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** A server that secrets are sent to: scheme, host and port, nothing else. */
final class HttpsServer {
    private static final String FORM = "is not a server; write it like https://login.example or login.example";
    private static final int LARGEST_PORT = 65_535;

    private HttpsServer() {}

    /**
     * Reads a URL or a host alone; slashes at its end do not count. Plain HTTP only to this machine, since what is
     * sent there must not be read on the way.
     *
     * @throws IllegalArgumentException with a message that reads on from the value
     */
    static URI parse(String text) {
        URI uri = uri(text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        boolean isHttp = scheme.equals("http");
        if (host == null || !(isHttp || scheme.equals("https"))) {
            throw new IllegalArgumentException(FORM);
        }
        if (uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
            throw new IllegalArgumentException("has a port that is not between 1 and " + LARGEST_PORT);
        }
        String server = host.toLowerCase(Locale.ROOT) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        if (isHttp && !isThisMachine(host)) {
            throw new IllegalArgumentException("would send secrets that anyone on the way can read; write https://"
                    + server + " (plain http may go to localhost, 127.0.0.1 and [::1] only)");
        }
        URI alone = URI.create(scheme + "://" + server);
        boolean hasMore = uri.getRawUserInfo() != null
                || !uri.getRawPath().isEmpty()
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null;
        if (hasMore) {
            throw new IllegalArgumentException("has more than scheme, host and port; write " + alone);
        }
        return alone;
    }

    private static URI uri(String text) {
        String url = text.contains("://") ? text : "https://" + text;
        try {
            return new URI(url.replaceFirst("/+$", ""));
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(FORM, malformed);
        }
    }

    private static boolean isThisMachine(String host) {
        return new HostPort(host.replaceAll("[\\[\\]]", ""), 0).isLoopback();
    }
}
