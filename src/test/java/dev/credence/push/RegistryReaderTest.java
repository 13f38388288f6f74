package dev.credence.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.push.Measured.Distribution;
import dev.credence.push.Measured.Level;
import dev.credence.push.Measured.Total;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RegistryReaderTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void countersAreTotals() {
        Counter.builder("c")
                .tag("b", "2")
                .tag("a", "1")
                .description("d")
                .register(registry)
                .increment(3);
        FunctionCounter.builder("f", this, self -> 7).register(registry);

        assertThat(one("c")).isEqualTo(new Total(one("c").series(), 3));
        assertThat(one("c").series().tags()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThat(one("c").series().description()).isEqualTo("d");
        assertThat(((Total) one("f")).value()).isEqualTo(7);
    }

    @Test
    void gaugesAreLevelsAndTimesAreInSeconds() {
        Gauge.builder("g", () -> -2.5).baseUnit("bytes").register(registry);
        TimeGauge.builder("t", () -> 1500, TimeUnit.MILLISECONDS).register(registry);

        assertThat(((Level) one("g")).value()).isEqualTo(-2.5);
        assertThat(one("g").series().unit()).isEqualTo("bytes");
        assertThat(((Level) one("t")).value()).isEqualTo(1.5);
        assertThat(one("t").series().unit()).isEqualTo("seconds");
    }

    @Test
    void timersAreDistributionsInSecondsWithTheirBucketsAndTheLargest() {
        Timer timer = Timer.builder("t")
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(10))
                .register(registry);
        timer.record(Duration.ofNanos(500_000));
        timer.record(Duration.ofMillis(5));
        timer.record(Duration.ofSeconds(2));

        Distribution read = (Distribution) one("t");
        assertThat(read.count()).isEqualTo(3);
        assertThat(read.sum()).isCloseTo(2.0055, within(1e-9));
        assertThat(read.bounds()).containsExactly(0.001, 0.01);
        assertThat(read.counts()).containsExactly(1L, 2L);
        assertThat(((Level) one("t.max")).value()).isCloseTo(2, within(1e-9));
    }

    @Test
    void timersOfFunctionsAndOfLongTasksAreRead() {
        FunctionTimer.builder("f", this, self -> 4, self -> 500, TimeUnit.MILLISECONDS)
                .register(registry);
        LongTaskTimer.builder("l").register(registry).start();

        assertThat((Distribution) one("f"))
                .extracting(Distribution::count, Distribution::sum)
                .containsExactly(4L, 0.5);
        assertThat(((Level) one("l.active")).value()).isEqualTo(1);
    }

    @Test
    void metersOfOtherKindsAreLevels() {
        Meter.builder("m", Meter.Type.OTHER, List.of(new Measurement(() -> 3.0, Statistic.VALUE)))
                .register(registry);

        assertThat(((Level) one("m.value")).value()).isEqualTo(3);
    }

    @Test
    void whatIsNoNumberIsLeftOutAndWhatNeverEndsIsNot() {
        Gauge.builder("nan", () -> Double.NaN).register(registry);
        Gauge.builder("never", () -> Double.POSITIVE_INFINITY).register(registry);

        assertThat(new RegistryReader(registry).read())
                .extracting(read -> read.series().name())
                .containsExactly("never");
    }

    private Measured one(String name) {
        return new RegistryReader(registry)
                .read().stream()
                        .filter(read -> read.series().name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }
}
