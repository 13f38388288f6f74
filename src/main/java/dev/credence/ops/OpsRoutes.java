package dev.credence.ops;

import dev.credence.telemetry.RequestId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Health, readiness, status and metrics; then the console and the actions. */
final class OpsRoutes {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final OpsParts parts;
    private final OpsViews views;
    private final ConsoleFeed feed;
    private final BrowserGuard guard;

    OpsRoutes(Vertx vertx, OpsParts parts, OpsViews views, ConsoleFeed feed) {
        this.vertx = vertx;
        this.parts = parts;
        this.views = views;
        this.feed = feed;
        this.guard = new BrowserGuard(parts.hosts());
    }

    Router router() {
        Router router = Router.router(vertx);
        router.route().handler(this::identify);
        router.route().handler(this::guard);
        read(router, "/healthz").handler(this::health);
        read(router, "/readyz").handler(this::readiness);
        read(router, "/status").handler(this::status);
        parts.metrics().ifPresent(metrics -> read(router, "/metrics").handler(new MetricsPage(vertx, metrics)::answer));
        new ConsoleRoutes(vertx, feed).addTo(router);
        ActionRoutes actions = new ActionRoutes(parts);
        actions.addTo(router);
        new LogRoutes(vertx, parts.time()).addTo(router, actions::authorize);
        for (int status : new int[] {400, 404, 405, 500}) {
            router.errorHandler(status, routing -> {
                if (status == 405) {
                    routing.response().putHeader(HttpHeaders.ALLOW, allowed(routing));
                }
                reply(routing, status, new JsonObject().put("error", reason(status)));
            });
        }
        return router;
    }

    /** GET, and HEAD as some probes ask. */
    static Route read(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void identify(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        routing.response()
                .putHeader(RequestId.HEADER, RequestId.of(request.getHeader(RequestId.HEADER)))
                .putHeader("Cache-Control", "no-store")
                // For browsers that are led here: the pages hold names that came from outside.
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        routing.next();
    }

    private void guard(RoutingContext routing) {
        String path = routing.request().path();
        boolean isForBrowsers =
                path == null || path.equals("/") || path.startsWith("/console") || path.equals("/events");
        Optional<String> objection = guard.objection(routing.request(), isForBrowsers);
        if (objection.isPresent()) {
            reply(routing, 403, new JsonObject().put("error", objection.get()));
        } else {
            routing.next();
        }
    }

    private void health(RoutingContext routing) {
        parts.loops()
                .answer(PATIENCE)
                .onSuccess(ignored -> reply(routing, 200, new JsonObject().put("healthy", true)))
                .onFailure(stuck -> reply(
                        routing, 503, new JsonObject().put("healthy", false).put("error", "an event loop is stuck")));
    }

    private void readiness(RoutingContext routing) {
        withView(routing, (view, page) -> reply(routing, view.isReady() ? 200 : 503, page), StatusPage::readiness);
    }

    private void status(RoutingContext routing) {
        withView(routing, (view, page) -> reply(routing, 200, page), StatusPage::status);
    }

    /** Looks here and writes elsewhere, because a page of a thousand keys takes milliseconds. */
    private void withView(
            RoutingContext routing, BiConsumer<OpsView, JsonObject> answer, Function<OpsView, JsonObject> page) {
        views.look()
                .onFailure(gone -> reply(
                        routing,
                        503,
                        new JsonObject().put("ready", false).put("error", "the credential service is gone")))
                .onSuccess(view -> vertx.executeBlocking(() -> page.apply(view), false)
                        .onSuccess(made -> answer.accept(view, made))
                        .onFailure(routing::fail));
    }

    static void reply(RoutingContext routing, int status, JsonObject body) {
        routing.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }

    /** By what it is about: the actions, the log, which has both, and all that is only read. */
    private static String allowed(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (path.startsWith("/credentials/")) {
            return "POST";
        }
        return path.startsWith("/log") ? "GET, POST" : path.equals("/events") ? "GET" : "GET, HEAD";
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
