package dev.credence.push;

import dev.credence.push.Measured.Distribution;
import dev.credence.push.Measured.Level;
import dev.credence.push.Measured.Series;
import dev.credence.push.Measured.Total;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One request with everything that was measured, {@code ExportMetricsServiceRequest} in OTLP's terms. Totals are
 * cumulative, so that a request that is lost loses nothing.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto/tree/v1.5.0/opentelemetry/proto/metrics/v1">the
 *     messages</a>
 */
final class OtlpRequest {
    private static final InstrumentationScope SCOPE =
            InstrumentationScope.newBuilder().setName("dev.credence").build();
    private static final AggregationTemporality CUMULATIVE = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
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
        ScopeMetrics.Builder metrics = ScopeMetrics.newBuilder().setScope(SCOPE);
        byMetric.values().forEach(points -> metrics.addMetrics(metric(points, nowNanos)));
        ResourceMetrics ours = ResourceMetrics.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(attributes(resource.attributes())))
                .addScopeMetrics(metrics)
                .build();
        return Buffer.buffer(ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ours)
                .build()
                .toByteArray());
    }

    private Metric metric(List<Measured> points, long now) {
        Series series = points.get(0).series();
        Metric.Builder metric = Metric.newBuilder()
                .setName(series.name())
                .setDescription(series.description())
                .setUnit(UNITS.getOrDefault(series.unit(), '{' + series.unit() + '}'));
        if (points.get(0) instanceof Level) {
            Gauge.Builder gauge = Gauge.newBuilder();
            points.forEach(point -> gauge.addDataPoints(number(point, now)));
            return metric.setGauge(gauge).build();
        }
        if (points.get(0) instanceof Total) {
            Sum.Builder sum =
                    Sum.newBuilder().setAggregationTemporality(CUMULATIVE).setIsMonotonic(true);
            points.forEach(point -> sum.addDataPoints(number(point, now)));
            return metric.setSum(sum).build();
        }
        Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporality(CUMULATIVE);
        points.forEach(point -> histogram.addDataPoints(observed((Distribution) point, now)));
        return metric.setHistogram(histogram).build();
    }

    private NumberDataPoint number(Measured measured, long now) {
        return NumberDataPoint.newBuilder()
                .setStartTimeUnixNano(startNanos)
                .setTimeUnixNano(now)
                .setAsDouble(measured instanceof Total total ? total.value() : ((Level) measured).value())
                .addAllAttributes(attributes(measured.series().tags()))
                .build();
    }

    /** Buckets count for themselves here, not those below them as well; the last one has no bound. */
    private HistogramDataPoint observed(Distribution distribution, long now) {
        HistogramDataPoint.Builder point = HistogramDataPoint.newBuilder()
                .setStartTimeUnixNano(startNanos)
                .setTimeUnixNano(now)
                .setCount(distribution.count())
                .setSum(distribution.sum())
                .addAllAttributes(attributes(distribution.series().tags()));
        if (!distribution.bounds().isEmpty()) {
            long below = 0;
            for (long upTo : distribution.counts()) {
                point.addBucketCounts(Math.max(0, upTo - below));
                below = Math.max(below, upTo);
            }
            point.addBucketCounts(Math.max(0, distribution.count() - below));
            point.addAllExplicitBounds(distribution.bounds());
        }
        return point.build();
    }

    private static List<KeyValue> attributes(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(one -> KeyValue.newBuilder()
                        .setKey(one.getKey())
                        .setValue(AnyValue.newBuilder().setStringValue(one.getValue()))
                        .build())
                .toList();
    }
}
