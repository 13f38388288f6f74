package dev.credence.config;

import java.net.URI;

/** The address of a proxy for HTTP: {@code http://host:port}. */
final class HttpProxy {
    /** Reads on from the value. */
    static final String FORM = "is not a proxy; write http://host:port, without user and password";

    private HttpProxy() {}

    /**
     * Reads it; the port may be missing.
     *
     * @throws IllegalArgumentException with a message that reads on from the value
     */
    static URI parse(String text) {
        try {
            URI proxy = MetadataAddress.parse(text);
            if (proxy.getScheme().equalsIgnoreCase("http")) {
                return proxy;
            }
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(FORM, malformed);
        }
        throw new IllegalArgumentException(FORM);
    }
}
