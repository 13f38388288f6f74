package dev.credence.source;

import dev.credence.credential.TimeSource;
import java.time.Duration;

/**
 * When a back end that is left alone may be tried before its time, for a caller who has nothing: one at a time and one
 * a second, so that callers find out within about a second that it has healed, and it does not notice them before.
 *
 * <p>A probe that hangs does not count for longer than calls count that others may go beside. Belongs to the guarded
 * source's context.
 */
final class EarlyProbes {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration OVERDUE = Duration.ofSeconds(4);

    private final TimeSource time;
    private long earliest;
    private int latest;
    private boolean underWay;
    private long overdueAt;

    EarlyProbes(TimeSource time) {
        this.time = time;
        this.earliest = time.nanoTime();
    }

    /** The back end is left alone from now on. */
    void opened() {
        earliest = Math.max(earliest - time.nanoTime(), PAUSE.toNanos()) + time.nanoTime();
    }

    /** Whether one may go out now; whoever was told so begins it. */
    boolean mayBegin() {
        long now = time.nanoTime();
        return now - earliest >= 0 && !(underWay && now - overdueAt < 0);
    }

    /** One goes out; its number is told when it ends. */
    int begin() {
        long now = time.nanoTime();
        earliest = now + PAUSE.toNanos();
        overdueAt = now + OVERDUE.toNanos();
        underWay = true;
        return ++latest;
    }

    /** That one has ended. */
    void ended(int number) {
        if (number == latest) {
            underWay = false;
        }
    }

    /** The back end asked for patience: it is left alone for as long, half a minute at most. */
    void throttled(Duration wait) {
        long until = time.nanoTime() + Math.min(wait.toNanos(), LONGEST_PAUSE.toNanos());
        earliest = until - earliest > 0 ? until : earliest;
    }
}
