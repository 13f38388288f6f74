package dev.credence.gateway;

import dev.credence.caller.CallerResolver;
import dev.credence.config.ListenerConfig;
import dev.credence.config.ListenerTls;
import dev.credence.credential.TimeSource;
import dev.credence.provider.Exchange;
import dev.credence.provider.Provider;
import dev.credence.provider.Rejection;
import dev.credence.provider.RequestLog;
import dev.credence.telemetry.EventLoops;
import dev.credence.telemetry.LogFields;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of a listener: the connections that it accepted, who is behind them, and the way of each
 * request to its provider. Deployed once for each event loop; all share one socket.
 */
public final class ListenerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerVerticle.class);
    /** Time for a client to read the answer before its connection is closed; closing at once could reset it. */
    private static final long LINGER_MILLIS = 500;

    /**
     * Time in which clients that keep their connection are told to give it up. Closing it under a client that is just
     * about to send would lose that request, and not all of them send it again: none whose requests are not further apart
     * than this one is lost. Connections of SDKs rest for minutes between two credentials.
     */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    /** A connection on which nothing is asked for so long is closed. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private static final Duration IDLE_CHECK = Duration.ofSeconds(1);
    private static final CharSequence METADATA_FLAVOR = HttpHeaders.createOptimized("Metadata-Flavor");

    private final Supplier<ListenerConfig> configured;
    private final int index;
    private final Shared shared;
    private final ConnectionTable connections;
    private final InvalidRequests invalid;
    private ListenerConfig config;
    private RequestGuard guard;
    private @Nullable HttpServer server;
    private boolean draining;

    /**
     * What all listeners share.
     *
     * @param routing read anew for each request, so that a changed configuration holds from the next one on
     * @param recognition is told who comes
     * @param grace how long requests in flight may take when the gateway stops
     */
    public record Shared(
            Supplier<Routing> routing,
            ConnectionCount connections,
            EventLoops loops,
            Recognition recognition,
            TimeSource time,
            Duration grace) {}

    /**
     * @param configured read anew for each request: hosts and providers may change; address and TLS count at the start
     * @param index of the listener among all; its instances share a port that the system picks
     */
    public ListenerVerticle(Supplier<ListenerConfig> configured, int index, Shared shared) {
        this.configured = configured;
        this.config = configured.get();
        this.index = index;
        this.shared = shared;
        this.connections = new ConnectionTable(shared.recognition());
        this.guard = new RequestGuard(config.hosts());
        this.invalid = new InvalidRequests(this::turnAway);
    }

    @Override
    public Future<?> start() {
        HttpServer listening = vertx.createHttpServer(ServerOptions.of(config))
                .connectionHandler(this::accept)
                .invalidRequestHandler(invalid::handle)
                .requestHandler(this::handle);
        server = listening;
        shared.loops().add(context);
        vertx.setPeriodic(
                IDLE_CHECK.toMillis(),
                due -> connections.closeIdle(IDLE, shared.time().nanoTime()));
        // To Vert.x, servers that name the same negative port share one that the system picks; 0 would give each its
        // own.
        int port = config.address().port() == 0 ? -1 - index : config.address().port();
        return listening.listen(port, config.address().host()).compose(this::share);
    }

    private Future<Void> share(HttpServer listening) {
        return config.reusePort()
                ? ListeningTransport.preferNewest(vertx, listening.actualPort())
                : Future.succeededFuture();
    }

    /** The port that is listened on; the one configured unless that was 0. */
    public int port() {
        return server == null ? -1 : server.actualPort();
    }

    /**
     * Shows that certificate to who connects from now on, on all event loops; connections that are open go on.
     *
     * @return fails if it cannot be used; the one before stays then
     */
    public Future<Void> present(ListenerTls tls) {
        HttpServer listening = server;
        return listening == null
                ? Future.failedFuture("not listening")
                : listening.updateSSLOptions(ServerOptions.of(tls)).mapEmpty();
    }

    @Override
    public Future<?> stop() {
        HttpServer listening = server;
        if (listening == null) {
            return Future.succeededFuture();
        }
        draining = true;
        Duration drain = shared.grace().compareTo(DRAIN) < 0 ? shared.grace() : DRAIN;
        Duration rest = shared.grace().minus(drain);
        // Undeploying alone would cut requests in flight.
        return ListeningTransport.stopListening(vertx, listening.actualPort())
                .compose(closed -> Drain.until(vertx, connections::isEmpty, drain))
                .compose(drained -> listening.shutdown(rest.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void accept(HttpConnection connection) {
        boolean counted = shared.connections().open();
        connections.add(connection, shared.time().nanoTime());
        connection.closeHandler(closed -> {
            connections.remove(connection);
            if (counted) {
                shared.connections().close();
            }
        });
        if (!counted) {
            connection.close();
        }
    }

    private void handle(HttpServerRequest request) {
        follow();
        if (draining) {
            request.response().putHeader("Connection", "close");
        }
        if (request.response().writeQueueFull()) {
            handleWhenRead(request);
        } else {
            begin(request);
        }
    }

    @SuppressWarnings("ReferenceEquality") // Another content is another object, and this is done for each request.
    private void follow() {
        ListenerConfig now = configured.get();
        if (now != config) {
            config = now;
            guard = new RequestGuard(now.hosts());
        }
    }

    /** False if the request waits until it is known who sent it. */
    private boolean begin(HttpServerRequest request) {
        Routing routing = shared.routing().get();
        CallerResolver callers = routing.callers();
        Exchange.Origin origin =
                connections.origin(request, callers, shared.time().nanoTime());
        if (origin != null) {
            handle(request, routing, origin, false);
        } else if (guard.check(request) != null || RequestPath.normalize(request.path()) == null) {
            handle(request, routing, ConnectionTable.undecided(request, callers), false);
        } else {
            handleWhenFound(request, routing);
            return false;
        }
        return true;
    }

    /** Who asks on and on without reading the answers would have them all kept here: the next one waits. */
    private void handleWhenRead(HttpServerRequest request) {
        request.pause();
        request.response().drainHandler(read -> {
            request.response().drainHandler(null);
            if (begin(request)) {
                request.resume();
            }
        });
    }

    /** The connection waits with its request; no other of its requests comes before this one is answered. */
    private void handleWhenFound(HttpServerRequest request, Routing routing) {
        Context here = Vertx.currentContext();
        request.pause();
        connections
                .find(request, routing.callers())
                .onSuccess(origin -> here.runOnContext(found -> {
                    if (!request.response().closed()) {
                        connections.found(request, origin);
                        handle(request, routing, origin, true);
                        request.resume();
                    }
                }));
    }

    /**
     * @param found whether an engine has just been asked who sent it
     */
    private void handle(HttpServerRequest request, Routing routing, Exchange.Origin origin, boolean found) {
        String path = RequestPath.normalize(request.path());
        Exchange exchange = new Exchange(request, path == null ? "/" : path, origin, shared.time());
        if (found) {
            shared.recognition().found(exchange);
        }
        Provider provider = providerOf(request, exchange, routing);
        Rejection rejection = path == null ? Rejection.MALFORMED : guard.check(request);
        if (rejection == null && !exchange.caller().isKnown()) {
            rejection = RequestGuard.stranger(request, exchange.caller());
        }
        if (rejection == null && !routing.permits(exchange.caller().address())) {
            rejection = Rejection.TOO_MANY_REQUESTS;
        }
        if (rejection == null && !config.providers().contains(provider.cloud())) {
            rejection = Rejection.PROVIDER_OFF;
        }
        invalid.boundBody(request, () -> endBody(request, exchange, provider));
        if (rejection != null) {
            turnAway(request, exchange, provider, rejection);
            return;
        }
        try {
            provider.handle(exchange);
        } catch (RuntimeException defect) {
            invalid.reportDefect(exchange, defect);
            provider.reject(exchange, Rejection.INTERNAL);
        }
    }

    private void turnAway(HttpServerRequest request, Rejection reason) {
        Routing routing = shared.routing().get();
        Exchange.Origin known =
                connections.origin(request, routing.callers(), shared.time().nanoTime());
        Exchange.Origin origin = known == null ? ConnectionTable.undecided(request, routing.callers()) : known;
        Exchange exchange = new Exchange(request, "/", origin, shared.time());
        turnAway(request, exchange, providerOf(request, exchange, routing), reason);
    }

    private Provider providerOf(HttpServerRequest request, Exchange exchange, Routing routing) {
        return routing.providerOf(
                exchange.path(), request.headers().contains(METADATA_FLAVOR), exchange.caller(), config.providers());
    }

    private void turnAway(HttpServerRequest request, Exchange exchange, Provider provider, Rejection reason) {
        var line = LOG.atInfo()
                .addKeyValue(LogFields.CALLER, exchange.caller().name())
                .addKeyValue(LogFields.OUTCOME, reason.label());
        RequestLog.about(line, exchange).log("request turned away");
        boolean mayGoOn = RequestGuard.goesOn(reason);
        if (!mayGoOn) {
            // What follows on this connection may not be where a request begins.
            request.response().putHeader("Connection", "close");
        }
        provider.reject(exchange, reason);
        if (!mayGoOn) {
            closeSoon(request.connection());
        }
    }

    /** The body does not end; the answer may have been given already, since no provider reads bodies. */
    private void endBody(HttpServerRequest request, Exchange exchange, Provider provider) {
        if (request.response().ended()) {
            closeSoon(request.connection());
        } else {
            turnAway(request, exchange, provider, Rejection.BODY_TOO_LARGE);
        }
    }

    private void closeSoon(HttpConnection connection) {
        vertx.setTimer(LINGER_MILLIS, due -> connection.close());
    }
}
