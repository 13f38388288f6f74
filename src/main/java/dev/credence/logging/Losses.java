package dev.credence.logging;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lines that were lost at one place since the process began, and how many of them have been told of. The sinks that write
 * there one after the other share it, so that none is told of twice. Any thread.
 */
final class Losses {
    private final LongAdder lost = new LongAdder();
    private final AtomicLong told = new AtomicLong();

    void increment() {
        lost.increment();
    }

    long sum() {
        return lost.sum();
    }

    /** Lines that nobody has been told of; whoever asks tells of them. */
    long untold() {
        long now = lost.sum();
        return Math.max(0, now - told.getAndAccumulate(now, Math::max));
    }
}
