package dev.credence.source;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of one answer, up to a limit; the web client's own codecs have none. Ends the connection of an
 * answer that nobody waits for any more.
 */
final class BoundedBody implements BodyCodec<Buffer> {
    private final int limit;
    private @Nullable HttpClientRequest request;
    private boolean abandoned;

    BoundedBody(int limit) {
        this.limit = limit;
    }

    @Override
    public BodyStream<Buffer> stream() {
        return new Collector(limit);
    }

    /** That request is about to be sent. */
    void asked(HttpClientRequest sent) {
        request = sent;
        if (abandoned) {
            sent.reset();
        }
    }

    /** Nobody waits for the rest; does nothing if there is none. */
    void abandon() {
        abandoned = true;
        if (request != null) {
            request.reset();
        }
    }

    /** The answer is larger than any that a back end gives. */
    static final class TooLarge extends VertxException {
        private static final long serialVersionUID = 1;

        private TooLarge(int limit) {
            super("the answer is longer than " + limit + " bytes", true);
        }
    }

    private static final class Collector implements BodyStream<Buffer> {
        private final int limit;
        private final Buffer collected = Buffer.buffer();
        private final Promise<Buffer> result = Promise.promise();

        private Collector(int limit) {
            this.limit = limit;
        }

        @Override
        public Future<Void> write(Buffer data) {
            if (collected.length() + data.length() > limit) {
                TooLarge failure = new TooLarge(limit);
                result.tryFail(failure);
                return Future.failedFuture(failure);
            }
            collected.appendBuffer(data);
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> end() {
            result.tryComplete(collected);
            return Future.succeededFuture();
        }

        @Override
        public Future<Buffer> result() {
            return result.future();
        }

        @Override
        public void handle(Throwable cause) {
            result.tryFail(cause);
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return false;
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            return this;
        }
    }
}
