package dev.credence.ops;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.UnaryOperator;

/** What Prometheus scrapes, in the form that it asks for. */
final class MetricsPage {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final Vertx vertx;
    private final UnaryOperator<String> metrics;

    /**
     * @param metrics all of them, by media type; blocks for a moment
     */
    MetricsPage(Vertx vertx, UnaryOperator<String> metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    void answer(RoutingContext routing) {
        String type = wantsOpenMetrics(routing) ? OPEN_METRICS : TEXT;
        vertx.executeBlocking(() -> metrics.apply(type), false)
                .onSuccess(text -> routing.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                        .end(text))
                .onFailure(routing::fail);
    }

    /** Only if that is named before the text that everybody reads; the most wanted come first. */
    private static boolean wantsOpenMetrics(RoutingContext routing) {
        return routing.parsedHeaders().accept().stream()
                .map(wanted -> wanted.component() + '/' + wanted.subComponent())
                .filter(type -> type.equals("application/openmetrics-text") || type.equals("text/plain"))
                .findFirst()
                .filter("application/openmetrics-text"::equals)
                .isPresent();
    }
}
