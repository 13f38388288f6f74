package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RefreshPolicyTest {
    private static final Duration MIN_REMAINING = Duration.ofMinutes(20);

    private static RefreshPolicy policy(double ahead, double jitter) {
        return new RefreshPolicy(ahead, MIN_REMAINING, jitter, Duration.ofHours(1), Duration.ofMillis(900));
    }

    @Test
    void leavesLivesShorterThanTheMinimumToTheirHalf() {
        assertThat(policy(0.5, 0).renewAfter(Duration.ofMinutes(16), new Random(1)))
                .isEqualTo(Duration.ofMinutes(8));
    }

    @Test
    void doesNotRenewALifeJustAboveTheMinimumAllTheTime() {
        assertThat(policy(0.5, 0).renewAfter(MIN_REMAINING.plusSeconds(1), new Random(1)))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Property
    void alwaysRenewsWithinTheLifeAndLeavesTheMinimumWhereItCan(
            @ForAll @LongRange(min = 1, max = 43_200) long seconds,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double ahead,
            @ForAll @DoubleRange(min = 0, max = 0.9) double jitter,
            @ForAll long seed) {
        Duration life = Duration.ofSeconds(seconds);

        Duration due = policy(ahead, jitter).renewAfter(life, new Random(seed));

        assertThat(due).isPositive().isLessThan(life);
        if (life.compareTo(MIN_REMAINING.plusMinutes(1)) > 0) {
            assertThat(life.minus(due)).isGreaterThanOrEqualTo(MIN_REMAINING);
        }
    }

    @Property
    void retriesSoonButNeverAtOnceAndSeveralTimesBeforeAnEnd(
            @ForAll @IntRange(min = 1, max = 10_000) int failures,
            @ForAll @LongRange(min = 0, max = 3_600) long remainingSeconds,
            @ForAll long seed) {
        Duration remaining = Duration.ofSeconds(remainingSeconds);

        Duration pause = policy(0.5, 0).retryAfter(failures, ServiceFixture.DOWN, remaining, new Random(seed));

        assertThat(pause).isBetween(Duration.ofMillis(100), Duration.ofSeconds(15));
        if (remainingSeconds > 0) {
            assertThat(pause).isLessThanOrEqualTo(remaining.dividedBy(4));
        }
    }

    @Property
    void neverAsksAgainSoonerThanThirtySecondsAfterARefusal(@ForAll @IntRange(min = 1, max = 50) int failures) {
        assertThat(policy(0.5, 0).retryAfter(failures, ServiceFixture.DENIED, Duration.ZERO, new Random(failures)))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }
}
