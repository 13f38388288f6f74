package dev.credence.provider.aws;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * Single requests to a metadata service, with connections, time and the size of an answer bounded. Redirects are answers
 * like others. Belongs to the context that created it.
 */
final class PassthroughClient {
    /** User data has 16 KiB at most, everything else is far smaller. */
    static final int LARGEST_BODY = 1 << 20;
    /** To one service on the same machine, which answers in a millisecond. */
    private static final int CONNECTIONS = 32;

    private static final int CONNECT_MILLIS = 1000;
    private static final int KEEP_SECONDS = 3;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Kept in a field: a client that becomes unreachable is closed by its cleaner. */
    private final HttpClient client;

    /** An answer, read to its end. */
    record Answer(int status, MultiMap headers, Buffer body) {}

    /** The answer is larger than anything that a metadata service has. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("the answer is longer than " + LARGEST_BODY + " bytes");
        }
    }

    PassthroughClient(Vertx vertx) {
        // Those who wait for a connection are bounded by who lets them in.
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        // Shorter than any server's, so that none closes a connection just as it is used again.
                        .setKeepAliveTimeout(KEEP_SECONDS)
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setSslHandshakeTimeout(CONNECT_MILLIS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(-1));
    }

    /**
     * One request and its answer.
     *
     * @param target path and query as on the request line
     * @param millis the most that it may take, from waiting for a connection to the last byte
     * @return fails if there was no complete answer; its connection is closed then
     */
    Future<Answer> send(URI address, HttpMethod method, String target, MultiMap headers, long millis) {
        boolean tls = "https".equalsIgnoreCase(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : tls ? HTTPS : HTTP;
        Future<HttpClientRequest> request;
        try {
            request = client.request(new RequestOptions()
                    .setMethod(method)
                    .setSsl(tls)
                    .setHost(address.getHost().replaceAll("[\\[\\]]", ""))
                    .setPort(port)
                    .setURI(target)
                    .setHeaders(headers)
                    .setConnectTimeout(millis));
        } catch (RuntimeException notSendable) {
            return Future.failedFuture(notSendable);
        }
        return request.compose(ready -> ready.send().compose(PassthroughClient::read))
                .timeout(millis, TimeUnit.MILLISECONDS)
                .onFailure(given -> request.onSuccess(HttpClientRequest::reset));
    }

    /** Requests that are under way fail. */
    Future<Void> close() {
        return client.close();
    }

    private static Future<Answer> read(HttpClientResponse response) {
        Promise<Answer> done = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(done::tryFail);
        response.endHandler(end -> done.tryComplete(new Answer(response.statusCode(), response.headers(), body)));
        response.handler(part -> {
            if (done.future().isComplete()) {
                return;
            }
            if (body.length() + part.length() > LARGEST_BODY) {
                done.tryFail(new TooLarge());
            } else {
                body.appendBuffer(part);
            }
        });
        return done.future();
    }
}
