package dev.credence.provider.aws;

import dev.credence.credential.TimeSource;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.RequestLog;
import dev.credence.provider.aws.PassthroughCalls.Asked;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.RequestMeters;
import dev.credence.telemetry.UpstreamMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of requests to a real metadata service, and of its answers back. It lives as long as the gateway; what is
 * handed on, and to where, comes with each request. Requests come on any event loop and leave from one, which owns the
 * session and the connections. Nothing is kept of the answers.
 */
final class Passthrough {
    private static final Logger LOG = LoggerFactory.getLogger(Passthrough.class);
    /** Under way at once, those included that wait for a connection; more are told to come again. */
    static final int MOST_UNDER_WAY = 1000;

    /** Only a service that hangs takes so long; the listeners serve meanwhile. */
    private static final long PROBE_MILLIS = 3000;

    private final RequestMeters.Endpoint meters;
    private final UpstreamMeters upstream;
    private final TimeSource time;
    private final PassthroughTrail trail = new PassthroughTrail();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean toldOfCircle = new AtomicBoolean();
    private volatile @Nullable Home home;

    /** The context from which requests leave, and what belongs to it. */
    private record Home(Context context, PassthroughClient client, PassthroughCalls calls) {}

    Passthrough(MeterRegistry registry, TimeSource time) {
        this.meters = new RequestMeters(registry, Cloud.AWS).endpoint("imds_passthrough");
        this.upstream = new UpstreamMeters(registry);
        this.time = time;
    }

    /** By which this gateway recognises what it has sent itself. */
    PassthroughTrail trail() {
        return trail;
    }

    /** From now on requests leave from that context, which is the current one. */
    void open(Vertx vertx, Context context) {
        PassthroughClient client = new PassthroughClient(vertx);
        home = new Home(context, client, new PassthroughCalls(client, upstream, time));
    }

    /** Closes the connections; requests that still come are told to come again. */
    Future<Void> close() {
        Home open = home;
        home = null;
        return open == null ? Future.succeededFuture() : open.client().close();
    }

    /**
     * Answers with what the service says, or, after {@code wait} at the latest, that it says nothing. On the event loop
     * of the exchange.
     */
    void answer(Exchange exchange, URI address, Duration wait) {
        String via = exchange.header(PassthroughTrail.HEADER);
        if (via != null && trail.isCircle(via)) {
            endCircle(exchange, address, via);
            return;
        }
        String query = exchange.rawQuery();
        if (query != null && !query.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            exchange.answer(ImdsAnswers.page(400), meters);
            return;
        }
        Home there = home;
        if (there == null || underWay.get() >= MOST_UNDER_WAY) {
            refuse(exchange, "passthrough.full");
            return;
        }
        underWay.incrementAndGet();
        Asked asked = asked(exchange, address, wait, via);
        Context here = Objects.requireNonNull(Vertx.currentContext(), "requests come on event loops");
        there.context().runOnContext(gone -> there.calls()
                .read(asked)
                .onComplete(done -> here.runOnContext(back -> {
                    underWay.decrementAndGet();
                    finish(exchange, done);
                })));
    }

    /**
     * Whether what is sent to that address comes back to a listener of this gateway, as after a redirect of the node's own
     * packets. A service that does not answer does not lead back. Never fails.
     */
    Future<Boolean> leadsBack(URI address) {
        Home there = home;
        if (there == null) {
            return Future.succeededFuture(false);
        }
        Promise<Boolean> answered = Promise.promise();
        there.context().runOnContext(gone -> there.calls()
                .probe(address, trail.probe(), PROBE_MILLIS)
                .onComplete(ended -> answered.complete(trail.hasComeBack())));
        return answered.future();
    }

    private Asked asked(Exchange exchange, URI address, Duration wait, @Nullable String via) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        exchange.forEachHeader(
                PassthroughHeaders.ofRequest(Objects.requireNonNullElse(exchange.header("Connection"), ""), headers));
        headers.set(PassthroughTrail.HEADER, trail.extended(via));
        String query = exchange.rawQuery();
        // The real service tells a directory with its slash from one without.
        String target = exchange.path() + (exchange.endsWithSlash() ? "/" : "") + (query == null ? "" : '?' + query);
        HttpMethod method = exchange.isHead() ? HttpMethod.HEAD : HttpMethod.GET;
        return new Asked(address, method, target, headers, Math.max(1, wait.toMillis()));
    }

    private void finish(Exchange exchange, AsyncResult<Document> done) {
        if (done.succeeded()) {
            exchange.answer(done.result(), meters);
        } else {
            refuse(exchange, PassthroughCalls.code(done.cause()));
        }
    }

    private void refuse(Exchange exchange, String reason) {
        meters.refused(reason);
        exchange.answer(ImdsAnswers.page(503), meters);
    }

    private void endCircle(Exchange exchange, URI address, String via) {
        meters.refused("passthrough.circle");
        if (toldOfCircle.compareAndSet(false, true)) {
            RequestLog.about(LOG.atError().addKeyValue("address", address), exchange)
                    .log(
                            trail.isOwn(via)
                                    ? "what is handed to the metadata service comes back to this gateway: exempt the"
                                            + " gateway itself from the redirect (docs/routing.md)"
                                    : "a request has come through too many gateways and is not handed on");
        }
        exchange.answer(ImdsAnswers.page(404), meters);
    }
}
