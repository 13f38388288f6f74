package dev.credence.real;

import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Workloads that ask for credentials one time after the other, on IMDSv2 and at the container endpoint, and count. */
final class Load implements AutoCloseable {
    private static final int WORKLOADS = 4;
    /** Between two questions of one: other suites want the machine too. */
    private static final int PAUSE_MILLIS = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final GatewayProcess gateway;
    private final String callerToken;
    private final String name;
    private final long began = System.nanoTime();
    private final LongAdder hits = new LongAdder();
    private final AtomicLong slowest = new AtomicLong();
    private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService workloads = Executors.newScheduledThreadPool(WORKLOADS);

    /**
     * What became of it.
     *
     * @param failed how often which answer came in the place of a credential
     */
    record Count(long hits, Duration time, Duration slowest, Map<String, Long> failed) {}

    /** Begins at once. */
    Load(GatewayProcess gateway, String callerToken, String name) {
        this.gateway = gateway;
        this.callerToken = callerToken;
        this.name = name;
        for (int workload = 0; workload < WORKLOADS; workload++) {
            Supplier<String> ask = workload % 2 == 0 ? this::imds : this::container;
            workloads.scheduleWithFixedDelay(() -> round(ask), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    boolean lasts(Duration time) {
        return time().compareTo(time) >= 0;
    }

    /** Waits for the last answers. */
    Count stop() {
        close();
        await("the last answers").atMost(PATIENCE).until(workloads::isTerminated);
        Map<String, Long> counts = new TreeMap<>();
        failed.forEach((what, count) -> counts.put(what, count.sum()));
        return new Count(hits.sum(), time(), Duration.ofNanos(slowest.get()), counts);
    }

    @Override
    public void close() {
        workloads.shutdown();
    }

    private Duration time() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void round(Supplier<String> ask) {
        long asked = System.nanoTime();
        var what = ask.get();
        slowest.accumulateAndGet(System.nanoTime() - asked, Math::max);
        if (what.isEmpty()) {
            hits.increment();
        } else {
            failed.computeIfAbsent(what, first -> new LongAdder()).increment();
        }
    }

    /** A session token and the credentials for it. */
    private String imds() {
        try {
            var answer = gateway.imdsCredentials(gateway.sessionToken(), name);
            boolean served = answer.statusCode() == 200 && answer.body().contains("\"Success\"");
            return served ? "" : "imds " + answer.statusCode();
        } catch (RuntimeException | AssertionError e) {
            return "imds " + e;
        }
    }

    private String container() {
        try {
            var answer = gateway.containerCredentials(callerToken, name);
            return answer.statusCode() == 200 ? "" : "container " + answer.statusCode();
        } catch (RuntimeException e) {
            return "container " + e;
        }
    }
}
