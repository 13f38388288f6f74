package dev.credence.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The event loops that serve workloads, and whether they still turn. Any thread. */
public final class EventLoops {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final List<Context> contexts = new CopyOnWriteArrayList<>();
    private final LongSupplier nanoTime;
    private final Timer delays;

    /**
     * Loops that are measured: what is late on one of them, every request there waits for.
     *
     * @param nanoTime the monotonic clock
     */
    public EventLoops(MeterRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.delays = Timer.builder("credence.event.loop.delay")
                .description("How late an event loop that serves workloads ran a task that was due")
                .register(registry);
    }

    /** One more loop that serves workloads; called on it, by a verticle with whose end it is forgotten. */
    public void add(Context context) {
        contexts.add(context);
        AtomicLong due = new AtomicLong(nanoTime.getAsLong() + PERIOD.toNanos());
        context.owner().setPeriodic(PERIOD.toMillis(), fired -> {
            long now = nanoTime.getAsLong();
            delays.record(Math.max(0, now - due.get()), TimeUnit.NANOSECONDS);
            due.set(now + PERIOD.toNanos());
        });
    }

    /** Completes when every loop has run a task; fails if one does not within {@code patience}. */
    public Future<Void> answer(Duration patience) {
        List<Future<Void>> answers = contexts.stream().map(EventLoops::answer).toList();
        return Future.all(answers)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    /** How many tasks wait in each of them. */
    public List<Integer> pending() {
        return contexts.stream()
                .map(context -> context instanceof ContextInternal internal
                                && internal.nettyEventLoop() instanceof SingleThreadEventExecutor loop
                        ? loop.pendingTasks()
                        : 0)
                .toList();
    }

    private static Future<Void> answer(Context context) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(ignored -> promise.complete());
        return promise.future();
    }
}
