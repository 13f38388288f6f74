package dev.credence.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a cloud's metadata service answers: scheme, host and port. */
final class MetadataAddress {
    private static final String FORM = "is not an address of a metadata service; write http://host or http://host:port";

    private static final int LARGEST_PORT = 65_535;

    private MetadataAddress() {}

    /**
     * Reads a URL, or a host with or without a port, as the variables of the clouds' SDKs have them.
     *
     * @throws IllegalArgumentException with a message that reads on from the value
     */
    static URI parse(String text) {
        try {
            URI uri = new URI((text.contains("://") ? text : "http://" + text).replaceFirst("/+$", ""));
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean isBare = uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (uri.getHost() == null || !isBare || !(scheme.equals("http") || scheme.equals("https"))) {
                throw new IllegalArgumentException(FORM);
            }
            if (uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
                throw new IllegalArgumentException("has a port that is not between 1 and " + LARGEST_PORT);
            }
            return uri;
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(FORM, malformed);
        }
    }
}
