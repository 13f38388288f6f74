package dev.credence.testing;

import dev.credence.credential.Scheduler;
import dev.credence.credential.TimeSource;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * As {@link TestTime}, with timers that obey it: what falls due in a time that is skipped runs at once. The wall clock
 * stands still in between, the monotonic one and the timers go on. Any thread.
 */
public final class SkippingTime implements TimeSource {
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
    private volatile Instant wall = TestTime.START;
    private volatile long skipped;

    @Override
    public Instant instant() {
        return wall;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + skipped;
    }

    @Override
    public Scheduler scheduler(Vertx vertx, Context context) {
        return (delay, task) -> {
            Pending timer = new Pending(vertx, context, nanoTime() + Math.max(0, delay.toNanos()), task);
            pending.add(timer);
            timer.arm();
            return timer;
        };
    }

    /** Time passes, by both clocks. */
    public synchronized void advance(Duration time) {
        wall = wall.plus(time);
        skipped += time.toNanos();
        pending.forEach(Pending::arm);
    }

    /** Somebody sets the wall clock forward or back while no time passes. */
    public synchronized void jump(Duration change) {
        wall = wall.plus(change);
    }

    private final class Pending implements Scheduler.Timer {
        private final Vertx vertx;
        private final Context context;
        private final long due;
        private final Runnable task;
        private final AtomicBoolean ended = new AtomicBoolean();

        Pending(Vertx vertx, Context context, long due, Runnable task) {
            this.vertx = vertx;
            this.context = context;
            this.due = due;
            this.task = task;
        }

        /** Once more after each skip; whichever fires first counts. */
        void arm() {
            long millis = TimeUnit.NANOSECONDS.toMillis(due - nanoTime()) + 1;
            vertx.setTimer(Math.max(1, millis), fired -> context.runOnContext(here -> run()));
        }

        @Override
        public void cancel() {
            if (ended.compareAndSet(false, true)) {
                pending.remove(this);
            }
        }

        private void run() {
            if (due - nanoTime() <= 0 && ended.compareAndSet(false, true)) {
                pending.remove(this);
                task.run();
            }
        }
    }
}
