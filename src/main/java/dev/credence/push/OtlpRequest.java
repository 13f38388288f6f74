package dev.credence.push;

import dev.credence.push.Measured.Distribution;
import dev.credence.push.Measured.Level;
import dev.credence.push.Measured.Series;
import dev.credence.push.Measured.Total;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One request with everything that was measured, {@code ExportMetricsServiceRequest} in OTLP's terms. Numbers are the
 * fields of its messages. Totals are cumulative, so that a request that is lost loses nothing.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto/tree/v1.5.0/opentelemetry/proto/metrics/v1">the
 *     messages</a>
 */
final class OtlpRequest {
    private static final String SCOPE = "dev.credence";
    private static final int CUMULATIVE = 2;
    private static final int GAUGE = 5;
    private static final int SUM = 7;
    private static final int HISTOGRAM = 9;
    private static final int ATTRIBUTES_OF_NUMBER = 7;
    private static final int ATTRIBUTES_OF_HISTOGRAM = 9;
    private static final Map<String, String> UNITS = Map.of("seconds", "s", "bytes", "By", "ns", "ns", "", "");

    private final OtlpResource resource;
    private final long startNanos;

    /**
     * @param startNanos since when was counted, since the epoch
     */
    OtlpRequest(OtlpResource resource, long startNanos) {
        this.resource = resource;
        this.startNanos = startNanos;
    }

    /**
     * The request.
     *
     * @param nowNanos when was read, since the epoch
     */
    Buffer of(List<Measured> reading, long nowNanos) {
        Map<String, List<Measured>> byMetric = new LinkedHashMap<>();
        reading.forEach(one -> byMetric.computeIfAbsent(
                        one.getClass().getSimpleName() + one.series().name(), name -> new ArrayList<>())
                .add(one));
        return new ProtoWriter()
                .message(1, metrics -> metrics.message(1, who -> attributes(who, 1, resource.attributes()))
                        .message(2, scope -> {
                            scope.message(1, name -> name.text(1, SCOPE));
                            byMetric.values().forEach(of -> scope.message(2, metric -> metric(metric, of, nowNanos)));
                        }))
                .buffer();
    }

    private void metric(ProtoWriter metric, List<Measured> points, long now) {
        Series series = points.get(0).series();
        metric.text(1, series.name())
                .text(2, series.description())
                .text(3, UNITS.getOrDefault(series.unit(), '{' + series.unit() + '}'));
        if (points.get(0) instanceof Level) {
            metric.message(GAUGE, gauge -> points.forEach(point -> gauge.message(1, one -> number(one, point, now))));
        } else if (points.get(0) instanceof Total) {
            metric.message(SUM, sum -> {
                points.forEach(point -> sum.message(1, one -> number(one, point, now)));
                sum.number(2, CUMULATIVE).bool(3, true);
            });
        } else {
            metric.message(HISTOGRAM, histogram -> {
                points.forEach(point -> histogram.message(1, one -> observed(one, (Distribution) point, now)));
                histogram.number(2, CUMULATIVE);
            });
        }
    }

    private void number(ProtoWriter point, Measured measured, long now) {
        double value = measured instanceof Total total ? total.value() : ((Level) measured).value();
        point.fixed64(2, startNanos).fixed64(3, now).real(4, value);
        attributes(point, ATTRIBUTES_OF_NUMBER, measured.series().tags());
    }

    /** Buckets count for themselves here, not those below them as well; the last one has no bound. */
    private void observed(ProtoWriter point, Distribution distribution, long now) {
        point.fixed64(2, startNanos)
                .fixed64(3, now)
                .fixed64(4, distribution.count())
                .real(5, distribution.sum());
        if (!distribution.bounds().isEmpty()) {
            long below = 0;
            for (long upTo : distribution.counts()) {
                point.fixed64(6, Math.max(0, upTo - below));
                below = Math.max(below, upTo);
            }
            point.fixed64(6, Math.max(0, distribution.count() - below));
            distribution.bounds().forEach(bound -> point.real(7, bound));
        }
        attributes(point, ATTRIBUTES_OF_HISTOGRAM, distribution.series().tags());
    }

    private static void attributes(ProtoWriter owner, int field, Map<String, String> attributes) {
        attributes.forEach(
                (key, value) -> owner.message(field, pair -> pair.text(1, key).message(2, any -> any.text(1, value))));
    }
}
