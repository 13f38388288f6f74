package dev.credence.source;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why there was no complete answer to a request. */
public enum NoAnswer {
    /** Too many requests wait already; the back end was not asked. */
    POOL_EXHAUSTED,
    TIMEOUT,
    /** There was one, but larger than any that a back end gives. */
    TOO_LARGE,
    TLS_FAILED,
    UNREACHABLE;

    /** What the failure of {@link UpstreamHttp#exchange} means. */
    public static NoAnswer of(Throwable cause) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return POOL_EXHAUSTED;
        }
        if (cause instanceof TimeoutException || cause instanceof ConnectTimeoutException) {
            return TIMEOUT;
        }
        if (cause instanceof BoundedBody.TooLarge) {
            return TOO_LARGE;
        }
        return cause instanceof SSLException ? TLS_FAILED : UNREACHABLE;
    }

    /** The failure's own words, or what kind it is. */
    public static String words(Throwable cause) {
        String said = cause.getMessage();
        return said == null || said.isBlank() ? cause.getClass().getSimpleName() : said;
    }
}
