package dev.credence.source;

import dev.credence.config.RateLimit;
import dev.credence.credential.Scheduler;
import dev.credence.credential.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the requests to one back end, retries and redirects included: in any time {@code t}, however it is laid, no
 * more than {@code rate * t + burst} go out. Who comes too early waits in line with a timer, never with a thread.
 *
 * <p>The limiter of resilience4j, which counts for callers elsewhere, counts in cycles: however they are set, twice a
 * cycle's number can pass at the border of two, or the burst is lost. Here a permission is granted at the moment when
 * the request leaves, also when a timer was late, and each moves the time of the next by {@code 1 / rate} (the generic
 * cell rate algorithm). Belongs to one context.
 */
public final class RequestLimit {
    /** Far from what a long cannot count: 146 years. */
    private static final double LONGEST_HEAD = Long.MAX_VALUE / 2.0;

    private final boolean unlimited;
    private final long interval;
    private final long head;
    private final long longestWait;
    private final TimeSource time;
    private final Scheduler scheduler;
    private final Deque<Promise<Boolean>> waiting = new ArrayDeque<>();
    /** When the next permission would be due if there were no burst. */
    private long due;

    private boolean waking;

    /**
     * A limit with all its permissions left.
     *
     * @param longestWait a request that would have to wait longer is not permitted at all
     */
    public RequestLimit(RateLimit limit, Duration longestWait, TimeSource time, Scheduler scheduler) {
        this.unlimited = limit.isUnlimited();
        this.interval = unlimited ? 0 : (long) Math.ceil(1e9 / limit.perSecond());
        this.head = (long) Math.min((Math.max(1, limit.burst()) - 1) * (double) interval, LONGEST_HEAD);
        this.longestWait = longestWait.toNanos();
        this.time = time;
        this.scheduler = scheduler;
        this.due = time.nanoTime();
    }

    /** Completes when a request may go out, with false if that is too far away. Never fails. */
    public Future<Boolean> permit() {
        if (unlimited || (waiting.isEmpty() && take())) {
            return Future.succeededFuture(true);
        }
        if (untilNext() + waiting.size() * interval > longestWait) {
            return Future.succeededFuture(false);
        }
        Promise<Boolean> turn = Promise.promise();
        waiting.add(turn);
        wakeForNext();
        return turn.future();
    }

    private boolean take() {
        if (untilNext() > 0) {
            return false;
        }
        long now = time.nanoTime();
        due = (due - now > 0 ? due : now) + interval;
        return true;
    }

    private long untilNext() {
        return due - head - time.nanoTime();
    }

    private void wakeForNext() {
        if (!waking && !waiting.isEmpty()) {
            waking = true;
            scheduler.after(Duration.ofNanos(untilNext()), this::serve);
        }
    }

    private void serve() {
        waking = false;
        while (!waiting.isEmpty() && take()) {
            waiting.remove().complete(true);
        }
        wakeForNext();
    }
}
