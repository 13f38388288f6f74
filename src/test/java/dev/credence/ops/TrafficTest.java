package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.RequestMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final long INTERVAL = TrafficHistory.INTERVAL.toNanos();

    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RequestMeters.Endpoint endpoint = new RequestMeters(registry, Cloud.AWS).endpoint("container");
    private final AtomicLong misses = new AtomicLong();
    private final TrafficHistory history = new TrafficHistory(registry, misses::get);
    private long rounds;

    @Test
    void countsWhatCameBetweenTwoSamples() {
        answer(1000, 200, 10_000);
        sample();
        answer(50, 200, 75_000);
        answer(10, 503, 75_000);
        endpoint.refused("limit.misses");
        misses.addAndGet(20);
        registry.counter("credence.upstream.requests", "backend", "vault", "operation", "x", "outcome", "ok")
                .increment(5);
        sample();

        assertThat(history.points()).get().satisfies(points -> assertThat(points)
                .hasSize(1));
        TrafficHistory.Point point = history.points().orElseThrow().get(0);
        assertThat(point.requests()).isEqualTo(12);
        assertThat(point.failures()).isEqualTo(2);
        assertThat(point.refusals()).isEqualTo(0.2);
        assertThat(point.misses()).isEqualTo(4);
        assertThat(point.upstream()).isEqualTo(1);
        // All between 50 and 100 microseconds; those before were quicker, and must not count.
        assertThat(point.p50()).isCloseTo(75e-6, within(1e-6));
        assertThat(point.p99()).isCloseTo(99.5e-6, within(1e-6));
    }

    @Test
    void aTimeInWhichNothingCameHasNoLatency() {
        sample();
        sample();

        TrafficHistory.Point point = history.points().orElseThrow().get(0);
        assertThat(point.requests()).isZero();
        assertThat(point.p50()).isNaN();
        assertThat(TrafficPage.of(history.points().orElseThrow())
                        .getJsonArray("p50_seconds")
                        .getValue(0))
                .isNull();
    }

    @Test
    void whatTakesLongerThanTheLastBoundIsSaidToTakeThat() {
        sample();
        answer(10, 200, TimeUnit.SECONDS.toNanos(9));
        sample();

        assertThat(history.points().orElseThrow().get(0).p50()).isEqualTo(3);
    }

    @Test
    void keepsTenMinutesAndNoMore() {
        for (int i = 0; i < 2 * TrafficHistory.POINTS; i++) {
            answer(i, 200, 1000);
            sample();
        }

        assertThat(history.points().orElseThrow()).hasSize(TrafficHistory.POINTS);
        assertThat(history.points().orElseThrow().get(TrafficHistory.POINTS - 1).requests())
                .isEqualTo((2 * TrafficHistory.POINTS - 1) / 5.0);
    }

    @Test
    void aSecondSampleOfTheSameMomentIsNoPoint() {
        history.sample(START, 0);
        history.sample(START, 0);

        assertThat(history.points().orElseThrow()).isEmpty();
    }

    @Test
    void withoutMetersThereIsNothingInsteadOfZeros() {
        MeterRegistry silent = new SimpleMeterRegistry();
        silent.config().meterFilter(MeterFilter.deny());
        new RequestMeters(silent, Cloud.AWS).endpoint("container").answered(200, 1000);
        TrafficHistory none = new TrafficHistory(silent, () -> 0);
        none.sample(START, 0);
        none.sample(START, INTERVAL);

        assertThat(none.points()).isEmpty();
    }

    @Test
    void whoUsesTheFirstVersionIsToldWithTheirLastVisit() {
        CountWatch users = new CountWatch(registry, "credence.imds.v1.requests", "caller");
        registry.counter("credence.imds.v1.requests", "caller", "batch").increment(2);
        registry.counter("credence.imds.v1.requests", "caller", "billing").increment(7);
        registry.counter("credence.imds.v1.requests", "caller", "nobody");
        users.look(START);
        registry.counter("credence.imds.v1.requests", "caller", "batch").increment();

        var later = users.look(START.plusSeconds(60));

        assertThat(later).extracting(user -> user.value(0)).containsExactly("billing", "batch");
        assertThat(later).extracting(CountWatch.Counted::count).containsExactly(7L, 3L);
        assertThat(later.get(0).lastSeen()).contains(START);
        assertThat(later.get(1).lastSeen()).contains(START.plusSeconds(60));
    }

    private void answer(int times, int status, long nanos) {
        for (int i = 0; i < times; i++) {
            endpoint.answered(status, nanos);
        }
    }

    private void sample() {
        history.sample(START.plusNanos(rounds * INTERVAL), rounds * INTERVAL);
        rounds++;
    }
}
