package dev.credence.source;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

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
        return isOfTls(cause) ? TLS_FAILED : UNREACHABLE;
    }

    /** What the other side thinks of our certificate comes after the handshake, wrapped in the end of the connection. */
    private static boolean isOfTls(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    /** The failure's own words, or what kind it is. */
    public static String words(Throwable cause) {
        String said = cause.getMessage();
        return said == null || said.isBlank() ? cause.getClass().getSimpleName() : said;
    }
}
