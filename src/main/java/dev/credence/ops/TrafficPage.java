package dev.credence.ops;

import dev.credence.ops.TrafficHistory.Point;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What came in the last minutes, as JSON: a list of numbers for each thing counted, the oldest first. */
final class TrafficPage {
    private static final double THOUSANDTH = 1e3;
    private static final double MICRO = 1e6;

    private TrafficPage() {}

    static JsonObject of(List<Point> points) {
        JsonObject page = new JsonObject().put("interval_seconds", TrafficHistory.INTERVAL.toSeconds());
        if (!points.isEmpty()) {
            page.put("until", points.get(points.size() - 1).until().toString());
        }
        return page.put("requests_per_second", list(points, Point::requests, THOUSANDTH))
                .put("failures_per_second", list(points, Point::failures, THOUSANDTH))
                .put("refusals_per_second", list(points, Point::refusals, THOUSANDTH))
                .put("misses_per_second", list(points, Point::misses, THOUSANDTH))
                .put("upstream_per_second", list(points, Point::upstream, THOUSANDTH))
                .put("p50_seconds", list(points, Point::p50, MICRO))
                .put("p99_seconds", list(points, Point::p99, MICRO));
    }

    /** Rounded, with null where there is no number. */
    private static JsonArray list(List<Point> points, ToDoubleFunction<Point> value, double scale) {
        JsonArray list = new JsonArray();
        for (Point point : points) {
            double number = value.applyAsDouble(point);
            list.add(Double.isNaN(number) ? null : Math.round(number * scale) / scale);
        }
        return list;
    }
}
