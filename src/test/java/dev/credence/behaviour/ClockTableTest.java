package dev.credence.behaviour;

import static dev.credence.behaviour.RunningGateway.CONTAINER;
import static dev.credence.behaviour.RunningGateway.IMDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeReply;
import dev.credence.testing.RawResponse;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The row in which a clock jumps. */
class ClockTableTest extends ServiceTable {
    @Nested
    class ClockJumps {
        @Test
        void forwardPastTheEndNothingIsServedThatTheWallClockCallsExpired() {
            String document = startAndFetch();

            gateway.time.jump(LIFE);

            RawResponse later = gateway.get(CONTAINER);
            assertThat(later.status()).isEqualTo(200);
            assertThat(later.text()).isNotEqualTo(document);
        }

        @Test
        void forwardPastTheEndWithVaultDownNothingIsServed() {
            startAndFetch();
            faulty.refuse();

            gateway.time.jump(LIFE);

            assertThat(gateway.get(CONTAINER).status()).isEqualTo(503);
            assertThat(gateway.get(IMDS).status()).isEqualTo(503);
        }

        @Test
        void backwardAnExpiredCredentialIsNotRevived() {
            startAndFetch();
            faulty.refuse();
            gateway.time.advance(LIFE);
            assertThat(gateway.get(CONTAINER).status()).isEqualTo(503);

            gateway.time.jump(LIFE.multipliedBy(-2));

            assertThat(gateway.get(CONTAINER).status()).isEqualTo(503);
            assertThat(gateway.get(IMDS).status()).isEqualTo(503);
        }

        @Test
        void backwardALivingCredentialIsServedNoLongerThanItsLife() {
            String document = startAndFetch();
            faulty.refuse();

            gateway.time.jump(LIFE.multipliedBy(-2));
            gateway.time.advance(LIFE.minusSeconds(1));
            assertThat(gateway.get(CONTAINER).text()).isEqualTo(document);
            gateway.time.advance(Duration.ofSeconds(1));

            assertThat(gateway.get(CONTAINER).status()).isEqualTo(503);
        }

        @Test
        void forwardAndBackAgainWhatWasLetGoIsFetchedAnew() {
            startAndFetch();
            gateway.time.jump(LIFE);
            vault.always(FakeReply.error(503, "Vault is sealed"));
            assertThat(gateway.get(CONTAINER).status()).isEqualTo(503);

            gateway.time.jump(LIFE.negated());
            assertThat(gateway.get(CONTAINER).status()).isEqualTo(503);
            vault.heal();

            assertThat(gateway.get(CONTAINER).status()).isEqualTo(200);
        }
    }
}
