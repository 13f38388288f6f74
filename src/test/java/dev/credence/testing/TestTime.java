package dev.credence.testing;

import dev.credence.credential.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * A wall clock that stands still until it is moved, so that every date on the wire is known, and a monotonic clock that
 * runs, because callers are dismissed by it. Any thread.
 */
public final class TestTime implements TimeSource {
    /** What the wall clock shows at first. A day of one digit: HTTP dates want two. */
    public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private volatile Instant wall = START;
    private volatile long skipped;

    @Override
    public Instant instant() {
        return wall;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + skipped;
    }

    /** Time passes, by both clocks. */
    public synchronized void advance(Duration time) {
        wall = wall.plus(time);
        skipped += time.toNanos();
    }

    /** Somebody sets the wall clock. */
    public void set(Instant now) {
        wall = now;
    }
}
