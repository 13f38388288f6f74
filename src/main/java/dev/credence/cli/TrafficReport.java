package dev.credence.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What the page {@code /status} says of the last minute and of IMDSv1, in a few lines for people. */
final class TrafficReport {
    private static final double MILLI = 1e3;
    private static final double MICRO = 1e6;

    private final JsonObject page;

    private TrafficReport(JsonObject page) {
        this.page = page;
    }

    /** The lines, after an empty one; none if the page says nothing of it. */
    static List<String> of(JsonObject page) {
        TrafficReport report = new TrafficReport(page);
        List<String> lines = new ArrayList<>();
        report.traffic().ifPresent(lines::add);
        report.imdsV1().ifPresent(lines::add);
        if (!lines.isEmpty()) {
            lines.add(0, "");
        }
        return lines;
    }

    private Optional<String> traffic() {
        if (!(page.getValue("traffic") instanceof JsonObject traffic)) {
            return Optional.empty();
        }
        OptionalDouble requests = mean(traffic, "requests_per_second");
        if (requests.isEmpty()) {
            return Optional.empty();
        }
        String rates = "last minute: %s requests/s, %s refused, %s not from memory, %s to back ends"
                .formatted(
                        rate(requests),
                        rate(mean(traffic, "refusals_per_second")),
                        rate(mean(traffic, "misses_per_second")),
                        rate(mean(traffic, "upstream_per_second")));
        OptionalDouble p50 = mean(traffic, "p50_seconds");
        OptionalDouble p99 = mean(traffic, "p99_seconds");
        return Optional.of(
                p50.isEmpty() || p99.isEmpty()
                        ? rates
                        : rates + "; half below " + time(p50.getAsDouble()) + ", 99 of 100 below "
                                + time(p99.getAsDouble()));
    }

    private Optional<String> imdsV1() {
        if (!(page.getValue("imds_v1") instanceof JsonArray users) || users.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("IMDSv1 is used by: "
                + users.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .map(user ->
                                StatusReport.text(user, "caller") + " (" + StatusReport.text(user, "requests") + ")")
                        .collect(Collectors.joining(", ")));
    }

    /** Of the last minute; gaps count for nothing. */
    private static OptionalDouble mean(JsonObject traffic, String key) {
        if (!(traffic.getValue(key) instanceof JsonArray points)
                || !(traffic.getValue("interval_seconds") instanceof Number interval)) {
            return OptionalDouble.empty();
        }
        int minute = (int) Math.max(1, 60 / Math.max(1, interval.longValue()));
        return points.stream()
                .skip(Math.max(0, points.size() - minute))
                .filter(Number.class::isInstance)
                .mapToDouble(point -> ((Number) point).doubleValue())
                .average();
    }

    private static String rate(OptionalDouble number) {
        return number.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f", number.getAsDouble());
    }

    private static String time(double seconds) {
        return seconds < 1 / MILLI
                ? String.format(Locale.ROOT, "%.0f µs", seconds * MICRO)
                : String.format(Locale.ROOT, "%.1f ms", seconds * MILLI);
    }
}
