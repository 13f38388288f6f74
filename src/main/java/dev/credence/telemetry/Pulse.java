package dev.credence.telemetry;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * How the process is doing: event loops, what waits, memory, threads.
 *
 * @param nanos a clock that only goes forward, in nanoseconds
 */
public record Pulse(EventLoops loops, MeterRegistry registry, LongSupplier nanos) {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long MIB = 1 << 20;
    private static final double MILLI = 1e6;
    /** What waits somewhere, by the meter that counts it. */
    private static final Map<String, String> QUEUES = new TreeMap<>(Map.of(
            "vertx.pool.queue.pending", "tasks for worker threads",
            "credence.upstream.in.flight", "calls to back ends",
            "credence.waiting", "callers that wait for a change"));

    /** In some lines for people; within a second, also when an event loop is stuck. Never fails. */
    public Future<List<String>> lines() {
        long begun = nanos.getAsLong();
        return loops.answer(PATIENCE)
                .map(answered -> all((double) (nanos.getAsLong() - begun) / MILLI))
                .otherwise(stuck -> stuck());
    }

    private List<String> all(double millis) {
        return with(String.format(
                Locale.ROOT,
                "event loops: %d, all answered within %.1f ms; tasks that wait in each: %s",
                loops.pending().size(),
                millis,
                pending()));
    }

    private List<String> stuck() {
        return with("event loops: STUCK, not all answer within " + PATIENCE.toMillis()
                + " ms (SIGQUIT prints where they are); tasks that wait in each: " + pending());
    }

    private List<String> with(String loopsNow) {
        return List.of(loopsNow, "waiting: " + queues(), memory(), threads());
    }

    private String pending() {
        return loops.pending().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private String queues() {
        return QUEUES.entrySet().stream()
                .map(queue -> queue.getValue() + " " + sum(queue.getKey()))
                .collect(Collectors.joining(", "));
    }

    /** A dash if nobody counts it, because metrics are off or nothing of the kind is configured. */
    private String sum(String meter) {
        Collection<Meter> found = registry.find(meter).meters();
        double sum = 0;
        for (Meter each : found) {
            for (Measurement measurement : each.measure()) {
                sum += measurement.getValue();
            }
        }
        return found.isEmpty() ? "-" : Long.toString((long) sum);
    }

    private static String memory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        return "memory: heap " + heap.getUsed() / MIB + " of " + heap.getMax() / MIB + " MiB, classes and code "
                + other.getUsed() / MIB + " MiB";
    }

    private static String threads() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return "threads: " + threads.getThreadCount() + ", most so far " + threads.getPeakThreadCount();
    }
}
