package dev.credence.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What came in the last minutes, sampled from the meters that count it anyway; so a page that is opened late still shows how
 * it came about. Bounded. Belongs to one context.
 */
final class TrafficHistory {
    /** Between two samples. */
    static final Duration INTERVAL = Duration.ofSeconds(5);
    /** Ten minutes. */
    static final int POINTS = 120;

    private static final double MEDIAN = 0.5;
    private static final double ALMOST_ALL = 0.99;

    private final MeterRegistry registry;
    private final LongSupplier misses;
    private final Deque<Point> points = new ArrayDeque<>(POINTS);
    private @Nullable Totals before;

    /**
     * What came between two samples; rates are for each second.
     *
     * @param until end of that time
     * @param failures answers with a status of 500 or above
     * @param refusals requests that did not get what they asked for, whatever the reason
     * @param misses requests that could not be answered from memory
     * @param upstream calls to back ends
     * @param p50 time from a request's headers to its answer in seconds; {@link Double#NaN} if nothing came
     * @param p99 likewise
     */
    record Point(
            Instant until,
            double requests,
            double failures,
            double refusals,
            double misses,
            double upstream,
            double p50,
            double p99) {}

    private record Totals(
            long nanos,
            double requests,
            double failures,
            double refusals,
            double misses,
            double upstream,
            LatencyBuckets latency) {}

    /**
     * @param misses counts requests that could not be answered from memory
     */
    TrafficHistory(MeterRegistry registry, LongSupplier misses) {
        this.registry = registry;
        this.misses = misses;
    }

    /**
     * Takes one more sample; the first of all is only what the second is compared with.
     *
     * @param nanos by the monotonic clock
     */
    void sample(Instant now, long nanos) {
        Totals totals = totals(nanos);
        Totals last = before;
        before = totals;
        if (last == null || nanos <= last.nanos()) {
            return;
        }
        if (points.size() == POINTS) {
            points.removeFirst();
        }
        points.addLast(point(now, last, totals));
    }

    /** The oldest first; empty if nothing is counted. */
    Optional<List<Point>> points() {
        return registry.find("credence.request").timer() == null ? Optional.empty() : Optional.of(List.copyOf(points));
    }

    private static Point point(Instant now, Totals last, Totals totals) {
        double seconds = (double) (totals.nanos() - last.nanos()) / TimeUnit.SECONDS.toNanos(1);
        LatencyBuckets latency = totals.latency().since(last.latency());
        return new Point(
                now,
                rate(totals.requests() - last.requests(), seconds),
                rate(totals.failures() - last.failures(), seconds),
                rate(totals.refusals() - last.refusals(), seconds),
                rate(totals.misses() - last.misses(), seconds),
                rate(totals.upstream() - last.upstream(), seconds),
                latency.quantile(MEDIAN),
                latency.quantile(ALMOST_ALL));
    }

    private static double rate(double number, double seconds) {
        return Math.max(0, number) / seconds;
    }

    private Totals totals(long nanos) {
        return new Totals(
                nanos,
                sum("credence.requests", counter -> true),
                sum("credence.requests", TrafficHistory::isFailure),
                sum("credence.refusals", counter -> true),
                misses.getAsLong(),
                sum("credence.upstream.requests", counter -> true),
                LatencyBuckets.of(registry.find("credence.request").timers()));
    }

    private double sum(String meter, Predicate<Counter> counted) {
        return registry.find(meter).counters().stream()
                .filter(counted)
                .mapToDouble(Counter::count)
                .sum();
    }

    private static boolean isFailure(Counter counter) {
        String status = counter.getId().getTag("status");
        return status != null && status.startsWith("5");
    }
}
