package dev.credence.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * What is measured about back ends: requests, their time, how many are under way, the breaker, the login.
 *
 * <p>Usable from any thread. Every label is bounded: back ends come from the configuration, operations, outcomes and
 * states from the code. Names are given in Micrometer's way; Prometheus sees {@code credence_upstream_requests_total},
 * {@code credence_upstream_seconds} and so on.
 */
public final class UpstreamMeters {
    /** The outcome of a request that succeeded; others are called by the failure's code. */
    public static final String OK = "ok";

    private static final List<String> BREAKER_STATES = List.of("closed", "half_open", "open");
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    /** Gauges reference what they show weakly, so these maps keep it alive. */
    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

    private final Map<String, IntSupplier> leases = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> tokenExpiry = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> breaker = new ConcurrentHashMap<>();

    /** Meters in that registry. */
    public UpstreamMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Makes the meters of a back end visible before anything has happened to it. Doing it again changes nothing. */
    public void register(String backend) {
        inFlight(backend);
        breaker(backend);
        leases.putIfAbsent(backend, () -> 0);
        Gauge.builder("credence.leases", leases, counts -> counts.getOrDefault(backend, () -> 0)
                        .getAsInt())
                .description("What the back end would take back before its end")
                .tag("backend", backend)
                .register(registry);
    }

    /**
     * How many leases that back end keeps for us.
     *
     * @param count asked whenever the meters are read, on any thread
     */
    public void leases(String backend, IntSupplier count) {
        leases.put(backend, count);
        register(backend);
    }

    /** A request goes out now; the answer must be finished exactly once. */
    public Request started(String backend) {
        AtomicInteger underWay = inFlight(backend);
        underWay.incrementAndGet();
        return new Request(backend, underWay, Timer.start(registry));
    }

    /** The breaker of that back end is now {@code closed}, {@code half_open} or {@code open}. */
    public void breakerState(String backend, String state) {
        breaker(backend).set(BREAKER_STATES.indexOf(state));
    }

    /**
     * When the login at that back end ends. The meter does not exist before the first call.
     *
     * @param when {@link Instant#MAX} for never, {@link Instant#EPOCH} if there is no login any more
     */
    public void tokenExpires(String backend, Instant when) {
        tokenExpiry
                .computeIfAbsent(backend, name -> {
                    AtomicLong seconds = new AtomicLong();
                    Gauge.builder("credence.vault.token.expiry.timestamp", seconds, UpstreamMeters::end)
                            .description("When the login at the back end ends")
                            .baseUnit("seconds")
                            .tag("backend", name)
                            .register(registry);
                    return seconds;
                })
                .set(when.getEpochSecond());
    }

    private static double end(AtomicLong seconds) {
        return seconds.get() == Instant.MAX.getEpochSecond() ? Double.POSITIVE_INFINITY : seconds.get();
    }

    private AtomicInteger inFlight(String backend) {
        return inFlight.computeIfAbsent(backend, name -> {
            AtomicInteger value = new AtomicInteger();
            Gauge.builder("credence.upstream.in.flight", value, AtomicInteger::get)
                    .description("Requests to the back end that are under way")
                    .tag("backend", name)
                    .register(registry);
            return value;
        });
    }

    private AtomicInteger breaker(String backend) {
        return breaker.computeIfAbsent(backend, name -> {
            AtomicInteger current = new AtomicInteger();
            for (int i = 0; i < BREAKER_STATES.size(); i++) {
                int index = i;
                Gauge.builder("credence.breaker.state", current, state -> state.get() == index ? 1 : 0)
                        .description("1 for the state that the breaker is in")
                        .tag("backend", name)
                        .tag("state", BREAKER_STATES.get(i))
                        .register(registry);
            }
            return current;
        });
    }

    /** A request under way. Belongs to whoever started it. */
    public final class Request {
        private final String backend;
        private final AtomicInteger underWay;
        private final Timer.Sample sample;

        private Request(String backend, AtomicInteger underWay, Timer.Sample sample) {
            this.backend = backend;
            this.underWay = underWay;
            this.sample = sample;
        }

        /**
         * The request has ended.
         *
         * @param operation one of a few names, such as {@code aws_creds}
         * @param outcome {@link #OK} or the code of the failure
         * @return how long it took, in milliseconds
         */
        public long finished(String operation, String outcome) {
            underWay.decrementAndGet();
            Counter.builder("credence.upstream.requests")
                    .description("Requests to the back end, by what became of them")
                    .tag("backend", backend)
                    .tag("operation", operation)
                    .tag("outcome", outcome)
                    .register(registry)
                    .increment();
            long nanos = sample.stop(Timer.builder("credence.upstream")
                    .description("Time that a back end takes to answer")
                    .serviceLevelObjectives(BUCKETS)
                    .tag("backend", backend)
                    .tag("operation", operation)
                    .register(registry));
            return TimeUnit.NANOSECONDS.toMillis(nanos);
        }
    }
}
