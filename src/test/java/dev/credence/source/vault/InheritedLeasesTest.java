package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Clockwork;
import dev.credence.testing.FakeTime;
import dev.credence.testing.LogCapture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InheritedLeasesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeTime time = new FakeTime();
    private final List<String> due = new ArrayList<>();
    private final LogCapture log = LogCapture.of(InheritedLeases.class.getName());
    private final InheritedLeases leases =
            new InheritedLeases(new Clockwork(time, time, () -> 0L), lease -> due.add(lease.lease()));

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void whatACrashLeftIsDueAtOnce() {
        leases.add(crashed("a"));

        assertThat(due).containsExactly("a");
        assertThat(time.timers()).isZero();
        assertThat(log.lines()).singleElement().asString().contains("a former run left a lease");
    }

    @Test
    void whatIsHeldIsDueAtTheEndThatWasToldInWhateverOrderItCame() {
        leases.add(held("c", Duration.ofMinutes(30)));
        leases.add(held("a", Duration.ofMinutes(10)));
        leases.add(held("b", Duration.ofMinutes(10)));

        time.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(due).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(due).containsExactlyInAnyOrder("a", "b");
        time.advance(Duration.ofMinutes(20));

        assertThat(due).endsWith("c").hasSize(3);
        assertThat(time.timers()).isZero();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whatIsHeldNoMoreIsDueAtOnce() {
        LeaseRecord lease = held("a", Duration.ofSeconds(10));
        time.advance(Duration.ofSeconds(10));

        leases.add(lease);

        assertThat(due).containsExactly("a");
    }

    @Test
    void aWallClockThatIsSetForwardIsNoticedWithinAMinute() {
        leases.add(held("a", HOUR));
        time.jump(HOUR);

        time.advance(Duration.ofMinutes(1));

        assertThat(due).containsExactly("a");
    }

    @Test
    void aWallClockThatIsSetBackTakesNothingFromWorkloads() {
        leases.add(held("a", HOUR));
        time.jump(HOUR.negated());

        time.advance(HOUR);
        assertThat(due).isEmpty();
        time.advance(HOUR);

        assertThat(due).containsExactly("a");
    }

    @Test
    void ofTooManyThoseAreNotWaitedForThatAreHeldTheShortest() {
        IntStream.range(0, InheritedLeases.MOST).forEach(number -> leases.add(held("l" + number, HOUR)));
        leases.add(held("short", Duration.ofMinutes(1)));
        assertThat(due).containsExactly("short");

        leases.add(held("long", HOUR.multipliedBy(2)));

        assertThat(due).hasSize(2).doesNotContain("long");
        assertThat(time.timers()).isEqualTo(1);
    }

    @Test
    void countsWhatExistsStill() {
        LeaseRecord held = held("a", HOUR);
        leases.add(held);
        leases.add(crashed("b"));
        assertThat(leases.count()).isEqualTo(2);

        leases.gone(held.id());

        assertThat(leases.count()).isEqualTo(1);
    }

    @Test
    void theEndGivesBackWhatIsHeldAndTellsNothingMore() {
        LeaseRecord held = held("a", HOUR);
        leases.add(held);

        assertThat(leases.close()).containsExactly(held);
        leases.add(held("b", HOUR));

        time.advance(HOUR.multipliedBy(2));
        assertThat(due).isEmpty();
        assertThat(time.timers()).isZero();
    }

    private LeaseRecord crashed(String name) {
        return new LeaseRecord(
                "vault",
                "address",
                Optional.empty(),
                name,
                "app",
                time.instant().plus(HOUR));
    }

    private LeaseRecord held(String name, Duration until) {
        return crashed(name).heldUntil(time.instant().plus(until));
    }
}
