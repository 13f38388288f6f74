package dev.credence.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.push.Measured.Distribution;
import dev.credence.push.Measured.Level;
import dev.credence.push.Measured.Series;
import dev.credence.push.Measured.Total;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is written is read with OpenTelemetry's own classes. */
class OtlpRequestTest {
    private static final long START = 1_772_359_200_000_000_000L;
    private static final long NOW = START + 30_000_000_000L;

    @Test
    void theResourceSaysWhoseTheyAre() throws Exception {
        ResourceMetrics read = read(List.of(level("g", 1)));

        assertThat(map(read.getResource().getAttributesList()))
                .containsEntry("service.name", "credence")
                .containsEntry("service.version", "1.2")
                .containsEntry("service.instance.id", "node-1:8170")
                .containsEntry("host.name", "node-1")
                .containsEntry("env", "prod");
        assertThat(read.getScopeMetrics(0).getScope().getName()).isEqualTo("dev.credence");
    }

    @Test
    void aTotalIsACumulativeMonotonicSum() throws Exception {
        Metric metric = one(List.of(
                new Total(series("credence.requests", "", Map.of("provider", "aws", "status", "200")), 12),
                new Total(series("credence.requests", "", Map.of("provider", "gcp", "status", "200")), 3)));

        assertThat(metric.getName()).isEqualTo("credence.requests");
        assertThat(metric.getDescription()).isEqualTo("what it is");
        assertThat(metric.getSum().getIsMonotonic()).isTrue();
        assertThat(metric.getSum().getAggregationTemporality())
                .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
        assertThat(metric.getSum().getDataPointsList()).hasSize(2);
        NumberDataPoint point = metric.getSum().getDataPoints(0);
        assertThat(point.getAsDouble()).isEqualTo(12);
        assertThat(point.getStartTimeUnixNano()).isEqualTo(START);
        assertThat(point.getTimeUnixNano()).isEqualTo(NOW);
        assertThat(map(point.getAttributesList()))
                .containsOnly(Map.entry("provider", "aws"), Map.entry("status", "200"));
    }

    @Test
    void aLevelIsAGaugeAlsoIfItNeverEnds() throws Exception {
        assertThat(one(List.of(level("g", Double.POSITIVE_INFINITY)))
                        .getGauge()
                        .getDataPoints(0)
                        .getAsDouble())
                .isInfinite();
        assertThat(one(List.of(level("g", -0.5))).getGauge().getDataPoints(0).getAsDouble())
                .isEqualTo(-0.5);
    }

    @Test
    void aDistributionIsAHistogramWhoseBucketsCountForThemselves() throws Exception {
        Metric metric = one(List.of(new Distribution(
                series("credence.request", "seconds", Map.of()), 10, 2.5, List.of(0.001, 0.1), List.of(4L, 9L))));

        HistogramDataPoint point = metric.getHistogram().getDataPoints(0);
        assertThat(metric.getUnit()).isEqualTo("s");
        assertThat(metric.getHistogram().getAggregationTemporality())
                .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
        assertThat(point.getCount()).isEqualTo(10);
        assertThat(point.getSum()).isEqualTo(2.5);
        assertThat(point.getExplicitBoundsList()).containsExactly(0.001, 0.1);
        assertThat(point.getBucketCountsList()).containsExactly(4L, 5L, 1L);
    }

    @Test
    void aDistributionWithoutBucketsHasNone() throws Exception {
        HistogramDataPoint point = one(List.of(
                        new Distribution(series("t", "seconds", Map.of()), 3, 1, List.of(), List.of())))
                .getHistogram()
                .getDataPoints(0);

        assertThat(point.getCount()).isEqualTo(3);
        assertThat(point.getBucketCountsCount()).isZero();
        assertThat(point.getExplicitBoundsCount()).isZero();
    }

    /** A point that was read while others were counted may not show less in a bucket than in the one below. */
    @Test
    void aBucketIsNeverNegative() throws Exception {
        HistogramDataPoint point = one(List.of(
                        new Distribution(series("t", "seconds", Map.of()), 3, 1, List.of(1.0, 2.0), List.of(4L, 3L))))
                .getHistogram()
                .getDataPoints(0);

        assertThat(point.getBucketCountsList()).containsExactly(4L, 0L, 0L);
    }

    @Test
    void unitsAreThoseOfTheConventions() throws Exception {
        assertThat(one(List.of(new Level(series("a", "bytes", Map.of()), 1))).getUnit())
                .isEqualTo("By");
        assertThat(one(List.of(new Level(series("a", "threads", Map.of()), 1))).getUnit())
                .isEqualTo("{threads}");
        assertThat(one(List.of(new Level(series("a", "", Map.of()), 1))).getUnit())
                .isEmpty();
    }

    @Property
    void everyTextAndNumberComesThrough(@ForAll String key, @ForAll String value, @ForAll double number)
            throws Exception {
        NumberDataPoint point = one(List.of(new Level(series("g", "", Map.of("k" + key, value)), number)))
                .getGauge()
                .getDataPoints(0);

        assertThat(point.getAsDouble()).isEqualTo(number);
        assertThat(point.getAttributes(0).getKey()).isEqualTo(wellFormed("k" + key));
        assertThat(point.getAttributes(0).getValue().getStringValue()).isEqualTo(wellFormed(value));
    }

    @Test
    void anAnswerThatRefusesSomeTellsHowMany() {
        ExportMetricsServiceResponse answer = ExportMetricsServiceResponse.newBuilder()
                .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                        .setErrorMessage("too old")
                        .setRejectedDataPoints(300))
                .build();

        assertThat(OtlpAnswer.rejected(Buffer.buffer(answer.toByteArray()))).isEqualTo(300);
        assertThat(OtlpAnswer.rejected(Buffer.buffer())).isZero();
        assertThat(OtlpAnswer.rejected(Buffer.buffer("{\"partialSuccess\":{}}")))
                .isZero();
    }

    @Property
    void anAnswerThatIsNoneIsReadToItsEnd(@ForAll byte[] answer) {
        assertThat(OtlpAnswer.rejected(Buffer.buffer(answer))).isBetween(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** As UTF-8 has it: a surrogate without its other half is a question mark. */
    private static String wellFormed(String text) {
        return Buffer.buffer(text).toString();
    }

    private static Metric one(List<Measured> reading) throws Exception {
        ResourceMetrics read = read(reading);
        assertThat(read.getScopeMetrics(0).getMetricsList()).hasSize(1);
        return read.getScopeMetrics(0).getMetrics(0);
    }

    private static ResourceMetrics read(List<Measured> reading) throws Exception {
        OtlpResource resource =
                new OtlpResource(Map.of("env", "prod"), new MetricsPush.Instance("node-1", "node-1:8170", "1.2"));
        Buffer written = new OtlpRequest(resource, START).of(reading, NOW);
        return ExportMetricsServiceRequest.parseFrom(written.getBytes()).getResourceMetrics(0);
    }

    private static Map<String, String> map(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, pair -> pair.getValue()
                .getStringValue()));
    }

    private static Level level(String name, double value) {
        return new Level(series(name, "", Map.of()), value);
    }

    private static Series series(String name, String unit, Map<String, String> tags) {
        return new Series(new Measured.Id(name, tags), unit, "what it is");
    }
}
