package dev.credence.source;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Single HTTP requests to back ends, with everything bounded: connections, those who wait for one, time, the size of an
 * answer. Redirects are answers like others. Belongs to the context that created it.
 */
public final class UpstreamHttp {
    /** Far above any answer of a back end, far below what would hurt. */
    public static final int LARGEST_BODY = 1 << 20;

    /**
     * What the usual rate limit lets out before the first call to a back end that hangs has timed out (40 at once and 20
     * a second for 10 s): calls that are stuck never take the last connection from one that would be answered.
     */
    private static final int CONNECTIONS = 256;
    /** With every connection stuck, later requests fail at once instead of piling up. */
    private static final int WAITING = 256;

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    /** Kept in a field: a client that becomes unreachable is closed by its cleaner. */
    private final WebClient client;

    /**
     * @param options that began as {@link #options}
     */
    public UpstreamHttp(Vertx vertx, WebClientOptions options) {
        this.client = WebClient.create(
                vertx, options, new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
        ((WebClientInternal) client).addInterceptor(UpstreamHttp::remember);
    }

    /**
     * What all have in common; servers must prove who they are to the authorities that the JVM trusts.
     *
     * @param timeout of connecting, of TLS, and half of how long an answer may stand still
     */
    public static WebClientOptions options(Duration timeout) {
        int millis = Math.toIntExact(Math.max(1, timeout.toMillis()));
        return new WebClientOptions()
                .setFollowRedirects(false)
                .setUserAgent("credence")
                .setConnectTimeout(millis)
                // Frees the connection when an answer stops half-way; whoever waits for it has long been answered.
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.multiplyExact(2, millis))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(millis);
    }

    /** A request to that server; {@code host} decides about the Host header, SNI and the certificate's name. */
    public HttpRequest<Buffer> request(HttpMethod method, SocketAddress server, int port, String host, String target) {
        return bounded(client.request(method, server, port, host, target));
    }

    /**
     * A request to that address.
     *
     * @throws IllegalArgumentException if it is none
     */
    public HttpRequest<Buffer> request(HttpMethod method, String url) {
        return bounded(client.requestAbs(method, url));
    }

    /**
     * One request and its answer.
     *
     * @param limit the most that it may take, from waiting for a connection to the last byte
     * @return fails if there was no complete answer; {@link NoAnswer} says what that means
     */
    public Future<HttpResponse<Buffer>> exchange(HttpRequest<Buffer> request, Optional<Buffer> body, Duration limit) {
        long millis = Math.max(1, limit.toMillis());
        try {
            HttpRequest<Buffer> timed = request.timeout(millis);
            Future<HttpResponse<Buffer>> answer = body.isPresent() ? timed.sendBuffer(body.get()) : timed.send();
            // The client's own timeout ends with the head of the answer.
            return answer.timeout(millis, TimeUnit.MILLISECONDS).onFailure(given -> abandon(request));
        } catch (RuntimeException notSendable) {
            return Future.failedFuture(notSendable);
        }
    }

    /** How long the answer asks to be left alone, in the form with seconds; an hour at most. */
    public static Optional<Duration> retryAfter(HttpResponse<Buffer> answer) {
        String value = answer.getHeader("Retry-After");
        if (value == null || !value.strip().matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(value.strip()));
        return Optional.of(asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked);
    }

    /** TLS of new connections; those that are open go on as they are until they are idle. */
    public void use(ClientSSLOptions options) {
        client.updateSSLOptions(options, true);
    }

    /** Requests that are under way fail. */
    public void close() {
        client.close();
    }

    /**
     * The client reads on when nobody wants the rest of an answer any more: one that drips, or never ends, would hold
     * its connection for good.
     */
    private static void abandon(HttpRequest<Buffer> request) {
        if (request.bodyCodec() instanceof BoundedBody body) {
            body.abandon();
        }
    }

    private static void remember(HttpContext<?> exchange) {
        if (exchange.phase() == ClientPhase.SEND_REQUEST
                && exchange.request().bodyCodec() instanceof BoundedBody body) {
            body.asked(exchange.clientRequest());
        }
        exchange.next();
    }

    private static HttpRequest<Buffer> bounded(HttpRequest<Buffer> request) {
        return request.as(new BoundedBody(LARGEST_BODY));
    }
}
