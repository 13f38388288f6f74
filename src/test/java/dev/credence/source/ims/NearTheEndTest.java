package dev.credence.source.ims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Answer;
import dev.credence.source.vault.VaultFixture;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Below the credential service: services that keep their credentials themselves, and some that give short ones. */
@Timeout(60)
class NearTheEndTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private static Vertx vertx;

    private ImsFixture service;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        VaultFixture.await(vertx.close());
    }

    @BeforeEach
    void start() {
        service = new ImsFixture(vertx, "app");
        service.source();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void whatTheServiceKeepsUntilItsEndIsAskedForSeldomAndNotServedAfterIt() {
        Duration left = Duration.ofHours(1);
        service.imds.expiration(START.plus(left).toString());
        assertThat(expires()).isEqualTo(START.plus(left));

        int asked = 1;
        while (left.compareTo(Duration.ofSeconds(1)) > 0) {
            left = left.dividedBy(2);
            service.gateway.advance(left);
            awaitAsked(++asked);
        }
        assertThat(asked).isEqualTo(13);
        assertThat(expires()).isEqualTo(START.plus(Duration.ofHours(1)));

        service.gateway.advance(left);

        assertThat(VaultFixture.await(service.gateway.asking(ImsFixture.key("app"))))
                .isInstanceOf(Answer.Refused.class);
    }

    @Test
    void shortLivesFollowEachOtherWithoutAGap() {
        service.imds.expiration(START.plusSeconds(4).toString());
        assertThat(expires()).isEqualTo(START.plusSeconds(4));

        for (int i = 1; i <= 10; i++) {
            service.imds.expiration(START.plusSeconds(4 + 2L * i).toString());
            service.gateway.advance(Duration.ofSeconds(2));
            awaitAsked(i + 1);

            assertThat(expires()).isEqualTo(START.plusSeconds(4 + 2L * i));
        }
        assertThat(service.imds.gets("app")).isEqualTo(11);
    }

    private Instant expires() {
        Answer answer = VaultFixture.await(service.gateway.asking(ImsFixture.key("app")));
        return ((Answer.Found) answer).credential().expires();
    }

    private void awaitAsked(int number) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> service.imds.gets("app") == number);
        service.gateway.awaitTimers(1);
    }
}
