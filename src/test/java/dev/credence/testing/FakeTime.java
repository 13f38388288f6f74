package dev.credence.testing;

import dev.credence.credential.Scheduler;
import dev.credence.credential.TimeSource;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Both clocks and the timers, which move only when a test says so. Timers run on the test's thread, in their order. */
public final class FakeTime implements TimeSource, Scheduler {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong wallOffset = new AtomicLong();
    private final PriorityQueue<Due> timers = new PriorityQueue<>(Comparator.comparingLong(Due::at));

    private record Due(long at, Runnable task) {}

    @Override
    public Instant instant() {
        return START.plusNanos(nanos.get() + wallOffset.get());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public Scheduler scheduler(Vertx vertx, Context context) {
        return this;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Due due = new Due(nanos.get() + Math.max(0, delay.toNanos()), task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    /** Lets time pass; what falls due meanwhile runs at its time. */
    public void advance(Duration duration) {
        long end = nanos.get() + duration.toNanos();
        for (Due next = timers.peek(); next != null && next.at() <= end; next = timers.peek()) {
            timers.remove(next);
            nanos.set(Math.max(nanos.get(), next.at()));
            next.task().run();
        }
        nanos.set(end);
    }

    /** Sets the wall clock forward or back while no time passes. */
    public void jump(Duration duration) {
        wallOffset.addAndGet(duration.toNanos());
    }

    /** Timers that have not run. */
    public int timers() {
        return timers.size();
    }
}
