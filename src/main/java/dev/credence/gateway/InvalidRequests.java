package dev.credence.gateway;

import dev.credence.provider.Exchange;
import dev.credence.provider.Rejection;
import dev.credence.provider.RequestLog;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that are no HTTP, too large, or that hit a defect of ours: each still gets an answer. */
final class InvalidRequests {
    private static final Logger LOG = LoggerFactory.getLogger(InvalidRequests.class);

    private final BiConsumer<HttpServerRequest, Rejection> turnAway;

    InvalidRequests(BiConsumer<HttpServerRequest, Rejection> turnAway) {
        this.turnAway = turnAway;
    }

    /** A request that the decoder could not make sense of. */
    void handle(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            turnAway.accept(request, Rejection.URI_TOO_LONG);
        } else if (cause instanceof TooLongHttpHeaderException) {
            turnAway.accept(request, Rejection.HEADERS_TOO_LARGE);
        } else {
            turnAway.accept(request, Rejection.MALFORMED);
        }
    }

    /** A body is read and forgotten, but not without end, whatever length it announces. */
    void boundBody(HttpServerRequest request, Runnable tooLarge) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        boolean announced = length != null && !length.equals("0");
        if (!announced && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return;
        }
        int[] left = {RequestGuard.LARGEST_BODY};
        request.handler(chunk -> {
            boolean fitted = left[0] >= 0;
            left[0] = Math.max(-1, left[0] - chunk.length());
            if (fitted && left[0] < 0) {
                tooLarge.run();
            }
        });
    }

    /** Logs a defect once, under the id that the caller is shown. */
    void reportDefect(Exchange exchange, RuntimeException defect) {
        RequestLog.about(LOG.atError().setCause(defect), exchange).log("request failed by a defect of the gateway");
    }
}
