package dev.credence.push;

import dev.credence.push.Measured.Distribution;
import dev.credence.push.Measured.Level;
import dev.credence.push.Measured.Series;
import dev.credence.push.Measured.Total;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads all meters of a registry. Takes a millisecond or two: not for an event loop. Any thread. */
final class RegistryReader {
    private static final String SECONDS = "seconds";

    private final MeterRegistry registry;

    RegistryReader(MeterRegistry registry) {
        this.registry = registry;
    }

    /** What they show now; what is not a number is left out. */
    List<Measured> read() {
        List<Measured> read = new ArrayList<>();
        for (Meter meter : registry.getMeters()) {
            of(meter).filter(RegistryReader::isNumber).forEach(read::add);
        }
        return read;
    }

    private static Stream<Measured> of(Meter meter) {
        Series series = series(meter);
        return meter.match(
                gauge -> Stream.of(new Level(series, gauge.value())),
                counter -> Stream.of(new Total(series, counter.count())),
                timer -> distribution(in(series, SECONDS), timer.takeSnapshot(), RegistryReader::seconds),
                summary -> distribution(series, summary.takeSnapshot(), value -> value),
                timer -> longTasks(in(series, SECONDS), timer),
                gauge -> Stream.of(new Level(in(series, SECONDS), gauge.value(TimeUnit.SECONDS))),
                counter -> Stream.of(new Total(series, counter.count())),
                timer -> Stream.of(function(in(series, SECONDS), timer)),
                other -> other(series, other));
    }

    private static Stream<Measured> distribution(
            Series series, HistogramSnapshot snapshot, ToDoubleFunction<Double> unit) {
        List<CountAtBucket> buckets = Arrays.stream(snapshot.histogramCounts())
                .filter(bucket -> Double.isFinite(bucket.bucket()))
                .toList();
        return Stream.of(
                new Distribution(
                        series,
                        snapshot.count(),
                        unit.applyAsDouble(snapshot.total()),
                        buckets.stream()
                                .map(bucket -> unit.applyAsDouble(bucket.bucket()))
                                .toList(),
                        buckets.stream().map(bucket -> (long) bucket.count()).toList()),
                new Level(series.called(".max"), unit.applyAsDouble(snapshot.max())));
    }

    private static Measured function(Series series, FunctionTimer timer) {
        return new Distribution(series, (long) timer.count(), timer.totalTime(TimeUnit.SECONDS), List.of(), List.of());
    }

    private static Stream<Measured> longTasks(Series series, LongTaskTimer timer) {
        return Stream.of(
                new Level(series.called(".active"), timer.activeTasks()),
                new Level(series.called(".duration"), timer.duration(TimeUnit.SECONDS)));
    }

    private static Stream<Measured> other(Series series, Meter meter) {
        return StreamSupport.stream(meter.measure().spliterator(), false)
                .map(one ->
                        new Level(series.called("." + one.getStatistic().getTagValueRepresentation()), one.getValue()));
    }

    /** Snapshots of timers are in nanoseconds. */
    private static double seconds(double nanos) {
        return nanos / TimeUnit.SECONDS.toNanos(1);
    }

    private static Series series(Meter meter) {
        Map<String, String> tags = new TreeMap<>();
        for (Tag tag : meter.getId().getTags()) {
            tags.put(tag.getKey(), tag.getValue());
        }
        return new Series(
                new Measured.Id(meter.getId().getName(), tags),
                Objects.requireNonNullElse(meter.getId().getBaseUnit(), ""),
                Objects.requireNonNullElse(meter.getId().getDescription(), ""));
    }

    private static Series in(Series series, String unit) {
        return new Series(series.id(), unit, series.description());
    }

    private static boolean isNumber(Measured measured) {
        return !(measured instanceof Level level && Double.isNaN(level.value()));
    }
}
