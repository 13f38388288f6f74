package dev.credence.ops;

import dev.credence.credential.CredentialStatus;
import dev.credence.telemetry.LogFields;
import dev.credence.telemetry.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health, readiness, status, metrics, and the two actions. */
final class OpsRoutes {
    private static final Logger LOG = LoggerFactory.getLogger("credence.ops");
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String BEARER = "Bearer ";

    private final Vertx vertx;
    private final OpsParts parts;

    OpsRoutes(Vertx vertx, OpsParts parts) {
        this.vertx = vertx;
        this.parts = parts;
    }

    Router router() {
        Router router = Router.router(vertx);
        router.route().handler(this::identify);
        read(router, "/healthz").handler(this::health);
        read(router, "/readyz").handler(this::readiness);
        read(router, "/status").handler(this::status);
        parts.metrics().ifPresent(metrics -> read(router, "/metrics")
                .handler(routing -> vertx.executeBlocking(metrics::get, false)
                        .onSuccess(text -> routing.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                                .end(text))
                        .onFailure(routing::fail)));
        router.post("/credentials/:name/refresh")
                .handler(this::authorize)
                .handler(routing -> act(routing, "refresh", parts.credentials()::refresh));
        router.post("/credentials/:name/drop")
                .handler(this::authorize)
                .handler(routing -> act(routing, "drop", parts.credentials()::drop));
        new LogRoutes(vertx, parts.clock()).addTo(router, this::authorize);
        for (int status : new int[] {400, 404, 405, 500}) {
            router.errorHandler(
                    status, routing -> reply(routing, status, new JsonObject().put("error", reason(status))));
        }
        return router;
    }

    /** GET, and HEAD as some probes ask. */
    private static Route read(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void identify(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        routing.response().putHeader(RequestId.HEADER, RequestId.of(request.getHeader(RequestId.HEADER)));
        routing.response().putHeader("Cache-Control", "no-store");
        routing.next();
    }

    private void health(RoutingContext routing) {
        parts.loops()
                .answer(PATIENCE)
                .onSuccess(ignored -> reply(routing, 200, new JsonObject().put("healthy", true)))
                .onFailure(stuck -> reply(
                        routing, 503, new JsonObject().put("healthy", false).put("error", "an event loop is stuck")));
    }

    private void readiness(RoutingContext routing) {
        withStatus(routing, credentials -> {
            boolean ready = !parts.stopping().getAsBoolean() && StatusPage.isReady(credentials);
            reply(
                    routing,
                    ready ? 200 : 503,
                    StatusPage.readiness(ready, credentials, parts.backends().get(), now()));
        });
    }

    private void status(RoutingContext routing) {
        withStatus(routing, credentials -> {
            JsonObject page = new JsonObject()
                    .put("version", parts.version())
                    .put("started", parts.started().toString())
                    .put("stopping", parts.stopping().getAsBoolean())
                    .put("connections", parts.connections().getAsInt())
                    .mergeIn(StatusPage.status(credentials, parts.backends().get(), now()))
                    .put(
                            "callers",
                            CallersPage.of(
                                    parts.engines().get(), parts.callers().get()));
            reply(routing, 200, page);
        });
    }

    private void withStatus(RoutingContext routing, Consumer<List<CredentialStatus>> page) {
        parts.credentials()
                .status()
                .map(held -> Stream.concat(parts.awaited().get().stream(), held.stream())
                        .toList())
                .onSuccess(page::accept)
                .onFailure(gone -> reply(
                        routing,
                        503,
                        new JsonObject().put("ready", false).put("error", "the credential service is gone")));
    }

    private void authorize(RoutingContext routing) {
        if (parts.token().isEmpty()) {
            reply(routing, 403, new JsonObject().put("error", "actions are off: set ops.token-file"));
            return;
        }
        String header = routing.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null
                && header.startsWith(BEARER)
                && parts.token().get().matches(header.substring(BEARER.length()))) {
            routing.next();
        } else {
            reply(routing, 401, new JsonObject().put("error", "the ops token is missing or wrong"));
        }
    }

    private void act(RoutingContext routing, String action, Function<String, Future<Integer>> service) {
        String name = routing.pathParam("name");
        service.apply(name)
                .onSuccess(keys -> {
                    LOG.atInfo()
                            .addKeyValue(LogFields.CREDENTIAL, keys == 0 ? "" : name)
                            .addKeyValue(LogFields.OUTCOME, keys == 0 ? "unknown" : "accepted")
                            .addKeyValue(
                                    LogFields.REQUEST_ID,
                                    routing.response().headers().get(RequestId.HEADER))
                            .log("{} requested by an operator", action);
                    reply(
                            routing,
                            keys == 0 ? 404 : 202,
                            keys == 0
                                    ? new JsonObject().put("error", "no such credential is held")
                                    : new JsonObject().put("keys", keys));
                })
                .onFailure(routing::fail);
    }

    private Instant now() {
        return parts.clock().instant();
    }

    private static void reply(RoutingContext routing, int status, JsonObject body) {
        routing.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }

    private static @Nullable String reason(int status) {
        return switch (status) {
            case 400 -> "bad request";
            case 404 -> "not found";
            case 405 -> "method not allowed";
            default -> "internal error, see the log";
        };
    }
}
