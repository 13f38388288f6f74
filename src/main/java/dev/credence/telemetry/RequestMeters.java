package dev.credence.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Meters of one cloud's requests. They are resolved once and then found by index, because looking a meter up by its
 * tags costs more than serving a hit. Any thread.
 */
public final class RequestMeters {
    private static final int STATUS_LIMIT = 600;
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofMillis(1_000),
        Duration.ofMillis(3_000)
    };

    private final MeterRegistry registry;
    private final Cloud cloud;
    private final Timer seconds;

    /** Registers the meters of {@code cloud}; the same meters again when called again. */
    public RequestMeters(MeterRegistry registry, Cloud cloud) {
        this.registry = registry;
        this.cloud = cloud;
        this.seconds = Timer.builder("credence.request")
                .description("Time from a request's headers to its answer")
                .tag("provider", cloud.label())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** The meters of one endpoint; {@code name} is one of a fixed set. */
    public Endpoint endpoint(String name) {
        return new Endpoint(name);
    }

    /** Counts a request that did not get what it asked for; {@code reason} is of a fixed set. */
    public void refused(String reason) {
        Counter.builder("credence.refusals")
                .description("Requests refused, by reason")
                .tag("provider", cloud.label())
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    /** Counts one endpoint's answers. */
    public final class Endpoint {
        private final String name;
        private final AtomicReferenceArray<Counter> byStatus = new AtomicReferenceArray<>(STATUS_LIMIT);

        private Endpoint(String name) {
            this.name = name;
        }

        /** Counts an answer with that HTTP status that took so many nanoseconds. */
        public void answered(int status, long nanos) {
            Counter counter = byStatus.get(status);
            if (counter == null) {
                counter = register(status);
            }
            counter.increment();
            seconds.record(nanos, TimeUnit.NANOSECONDS);
        }

        /** Counts a request that did not get what it asked for; {@code reason} is of a fixed set. */
        public void refused(String reason) {
            RequestMeters.this.refused(reason);
        }

        private Counter register(int status) {
            Counter counter = Counter.builder("credence.requests")
                    .description("Requests answered")
                    .tag("provider", cloud.label())
                    .tag("endpoint", name)
                    .tag("status", Integer.toString(status))
                    .register(registry);
            byStatus.set(status, counter);
            return counter;
        }
    }
}
