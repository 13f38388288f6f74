package dev.credence.source;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a request is repeated: anything up to an exponentially growing limit, so that gateways that
 * failed together do not come back together; or as long as the back end asks and a little more.
 */
public final class Backoff {
    private static final long FIRST_MILLIS = 200;
    private static final long MOST_MILLIS = 2_000;

    private final RandomGenerator random;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The pause after that attempt.
     *
     * @param attempt how many requests have been made, from 1
     * @param retryAfter what the back end asked for
     * @return one millisecond or more
     */
    public Duration delay(int attempt, Optional<Duration> retryAfter) {
        if (retryAfter.isPresent()) {
            return atLeastOne(retryAfter.get().plusMillis(random.nextLong(FIRST_MILLIS)));
        }
        long limit = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(attempt - 1, 10));
        return atLeastOne(Duration.ofMillis(random.nextLong(limit + 1)));
    }

    /** Timers of Vert.x refuse zero. */
    private static Duration atLeastOne(Duration delay) {
        return delay.toMillis() < 1 ? Duration.ofMillis(1) : delay;
    }
}
