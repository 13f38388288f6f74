package dev.credence.caller.docker;

import java.time.Duration;

/**
 * How long an engine is left alone before it has to list everything again: a list is long where many containers run, and
 * everyone who is not known asks for one. Belongs to one context.
 */
final class ListPace {
    private static final Duration LEAST = Duration.ofMillis(50);
    /** Somebody waits for the next. */
    private static final Duration MOST = Duration.ofMillis(200);

    private Duration pause = LEAST;

    /** The last list took so long. */
    void took(long nanos) {
        Duration twice = Duration.ofNanos(nanos).multipliedBy(2);
        Duration least = twice.compareTo(LEAST) < 0 ? LEAST : twice;
        pause = least.compareTo(MOST) > 0 ? MOST : least;
    }

    Duration pause() {
        return pause;
    }
}
