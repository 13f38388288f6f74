package dev.credence.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final Duration LIFE = Duration.ofHours(1);

    @Test
    void forgetsTheOldestWhenAskedInALoop() {
        Leases leases = new Leases(InstantSource.fixed(Instant.EPOCH), new MadeUpValues(new SplittableRandom(1)));
        Lease first = leases.open("aws/creds/dev", LIFE, true);
        Lease second = leases.open("aws/creds/dev", LIFE, true);

        for (int i = 0; i < 9_999; i++) {
            leases.open("aws/creds/dev", LIFE, true);
        }

        assertThat(leases.find(first.id())).isEmpty();
        assertThat(leases.find(second.id())).contains(second);
    }

    @Test
    void wantsALifeOfOneSecondAtLeast() {
        assertThatThrownBy(() -> new Lifetime(Duration.ofMillis(500))).hasMessageContaining("one second");
    }
}
