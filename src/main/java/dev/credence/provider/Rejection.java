package dev.credence.provider;

import java.util.Locale;

/** Why a request is turned away before a provider looks at it. */
public enum Rejection {
    /** Path, header or method that is not HTTP. */
    MALFORMED(400),
    /** It came through a proxy: {@code X-Forwarded-For} is set. */
    FORWARDED(403),
    /** A {@code Host} that no workload uses: DNS rebinding. */
    UNTRUSTED_HOST(403),
    /** The cloud is not among the listener's providers. */
    PROVIDER_OFF(404),
    /** The body is larger than any SDK sends. */
    BODY_TOO_LARGE(413),
    URI_TOO_LONG(414),
    /** This caller asks too often. */
    TOO_MANY_REQUESTS(503),
    /** Only a container engine could tell who asks, and it does not: a moment later it may. */
    ENGINE_UNAVAILABLE(503),
    HEADERS_TOO_LARGE(431),
    /** A defect of the gateway; the log has it under the request's id. */
    INTERNAL(500);

    private final int status;
    private final String label = name().toLowerCase(Locale.ROOT);

    Rejection(int status) {
        this.status = status;
    }

    /** The HTTP status that fits where the cloud's dialect has none of its own. */
    public int status() {
        return status;
    }

    /** The lower-case name, for metrics and logs. */
    public String label() {
        return label;
    }
}
