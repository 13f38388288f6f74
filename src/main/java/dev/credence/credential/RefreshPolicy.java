package dev.credence.credential;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to renew, when to ask again, and how long to wait. Pure arithmetic; all results are positive.
 *
 * @param ahead part of a life after which it is renewed, between 0 and 1
 * @param minRemaining renewed at the latest when this much is left; only for lives longer than it
 * @param jitter part by which a renewal may come earlier, between 0 and 1
 * @param idle a key that nobody asked for during this time is dropped
 * @param callerWait the longest that a caller waits
 */
public record RefreshPolicy(double ahead, Duration minRemaining, double jitter, Duration idle, Duration callerWait) {
    /** After a refusal the back end is asked again this much later at the earliest. */
    static final Duration REFUSAL_PAUSE = Duration.ofSeconds(30);
    /** A life just above {@code minRemaining} would otherwise be renewed all the time. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);

    private static final Duration SHORTEST_RETRY = Duration.ofMillis(100);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);
    private static final int LARGEST_EXPONENT = 10;
    /** A back end that takes three seconds is slow, and asking it twice would make it slower. */
    private static final Duration SOONEST_OVERDUE = Duration.ofSeconds(4);

    private static final int WAITS_UNTIL_OVERDUE = 4;

    /** How long after its issue a credential that lives for {@code life} is renewed. */
    public Duration renewAfter(Duration life, RandomGenerator random) {
        Duration due = scale(life, ahead);
        if (life.compareTo(minRemaining) > 0) {
            Duration latest = max(life.minus(minRemaining), min(SHORTEST_PAUSE, due));
            due = min(due, latest);
        }
        return scale(due, 1 - jitter * random.nextDouble());
    }

    /**
     * How long to wait before the back end is asked again for a key of its own accord.
     *
     * @param failures in a row, at least 1
     * @param failure the last one
     * @param remaining life of the credential still held; zero if none is
     */
    Duration retryAfter(int failures, Outcome.Failure failure, Duration remaining, RandomGenerator random) {
        Duration pause = pauseAfter(failure);
        if (!pause.isZero()) {
            return pause.plus(scale(FIRST_RETRY, random.nextDouble()));
        }
        Duration ceiling = min(FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, LARGEST_EXPONENT)), LONGEST_RETRY);
        if (!remaining.isZero()) {
            // A short life must see several attempts before it ends.
            ceiling = min(ceiling, remaining.dividedBy(4));
        }
        // Full jitter: after an outage a fleet must not come back in step.
        return max(scale(ceiling, random.nextDouble()), SHORTEST_RETRY);
    }

    /** How long callers are given the same failure again without asking the back end; zero if the next may ask. */
    Duration pauseAfter(Outcome.Failure failure) {
        if (failure instanceof Outcome.Refusal) {
            return REFUSAL_PAUSE;
        }
        if (failure instanceof Outcome.Throttled throttled) {
            return min(throttled.retryAfter(), REFUSAL_PAUSE);
        }
        return Duration.ZERO;
    }

    /** A call that has not been answered for this long may never be: one more may go out beside it. */
    Duration overdueAfter() {
        return max(callerWait.multipliedBy(WAITS_UNTIL_OVERDUE), SOONEST_OVERDUE);
    }

    private static Duration scale(Duration duration, double factor) {
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
