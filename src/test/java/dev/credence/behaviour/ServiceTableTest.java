package dev.credence.behaviour;

import static dev.credence.behaviour.RunningGateway.CONTAINER;
import static dev.credence.behaviour.RunningGateway.IMDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.credence.config.LogLevel;
import dev.credence.logging.Logging;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rows in which nothing is wrong but the number of those who ask. */
class ServiceTableTest extends ServiceTable {
    @Nested
    class CredentialInMemoryFresh {
        @Test
        void isServedAsRenderedWithoutAskingVaultOrALineInTheLog() {
            String document = startAndFetch();
            int requests = vault.requests().size();

            Logging.apply(LogLevel.INFO);
            try (LogCapture log = LogCapture.of("ROOT")) {
                for (int i = 0; i < 100; i++) {
                    assertThat(gateway.get(CONTAINER).text()).isEqualTo(document);
                }

                assertThat(log.lines()).isEmpty();
            } finally {
                // Others look at what is logged at every level.
                Logging.apply(LogLevel.TRACE);
            }
            assertThat(vault.requests()).hasSize(requests);
        }
    }

    @Nested
    class OlderThanItsRefreshPoint {
        @Test
        void isServedAtOnceWhileOneCallRenewsItWhateverTheNumberOfCallers() {
            String document = startAndFetch("timeout: 300ms", "timeout: 30s");
            vault.hold();

            gateway.time.advance(REFRESH);
            await().until(() -> vault.holding() == 1);
            for (int i = 0; i < 200; i++) {
                assertThat(gateway.get(CONTAINER).text()).isEqualTo(document);
            }
            assertThat(vault.credsRequests()).hasSize(2);

            vault.release();
            await().until(() -> !gateway.get(CONTAINER).text().equals(document));
            assertThat(vault.credsRequests()).hasSize(2);
        }
    }

    @Nested
    class ManyCallersNothingInMemory {
        private final List<RawHttp> callers = new ArrayList<>();

        @AfterEach
        void hangUp() {
            callers.forEach(RawHttp::close);
        }

        private void ask(int number) {
            IntStream.range(0, number).forEach(i -> {
                RawHttp caller = RawHttp.connect(gateway.port());
                callers.add(caller);
                caller.send(RawHttp.request("GET", CONTAINER));
            });
        }

        @Test
        void allGetTheAnswerOfOneCall() {
            start("wait: 900ms", "wait: 10s", "timeout: 300ms", "timeout: 10s");
            vault.hold();

            ask(300);
            await().until(() -> vault.holding() == 1 && joined() == 299);
            vault.release();

            assertThat(callers.stream().map(caller -> caller.read().text()).distinct())
                    .singleElement()
                    .asString()
                    .contains("AccessKeyId");
            assertThat(vault.credsRequests()).hasSize(1);
        }

        @Test
        void areSentAwayAfterTheWaitAndTheResultOfTheCallServesTheRetry() {
            start("wait: 900ms", "wait: 200ms", "timeout: 300ms", "timeout: 10s");
            vault.hold();

            RawResponse early = gateway.get(CONTAINER);

            assertThat(early.status()).isEqualTo(503);
            assertThat(early.header("Retry-After")).isEqualTo("1");
            vault.release();
            await().until(() -> gateway.get(CONTAINER).status() == 200);
            assertThat(vault.credsRequests()).hasSize(1);
        }

        @Test
        void theCallGoesOnWhenAllOfThemHaveGone() {
            start("timeout: 300ms", "timeout: 10s");
            vault.hold();
            ask(10);
            await().until(() -> vault.holding() == 1 && joined() == 9);

            hangUp();
            vault.release();

            await().until(() -> gateway.metrics().contains("state=\"fresh\"} 1"));
            assertThat(gateway.get(CONTAINER).status()).isEqualTo(200);
            assertThat(vault.credsRequests()).hasSize(1);
        }

        private int joined() {
            return gateway.metrics()
                    .lines()
                    .filter(line -> line.startsWith("credence_coalesced_total{provider=\"aws\"}"))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
    }

    @Nested
    class CredentialThatCannotLiveTwentyMinutes {
        @Test
        void isServedWithOneWarning() {
            vault.role("app", "assumed_role", 900);
            try (LogCapture log = LogCapture.of("ROOT")) {
                startAndFetch();
                gateway.time.advance(Duration.ofMinutes(8));
                await().until(() -> vault.issued() >= 2);
                gateway.settle();

                assertThat(log.lines())
                        .filteredOn(line -> line.contains("lives less than 20 minutes"))
                        .hasSize(1);
            }
        }
    }

    @Nested
    class KeyThatNobodyAskedForDuringTheIdleTime {
        @Test
        void isDroppedAndNotRenewed() {
            startAndFetch("idle: 24h", "idle: 20m");

            gateway.time.advance(Duration.ofMinutes(20));

            await().until(() -> gateway.metrics().contains("credence_keys 0.0")
                    || gateway.metrics().contains("credential=\"app\",state=\"fresh\"} 0.0"));
            gateway.time.advance(LIFE);
            assertThat(vault.issued()).isEqualTo(1);
        }
    }

    @Nested
    class BurstOfDistinctKeys {
        @Test
        void aCallerPushesOutNobodyElsesWhenTheTableIsFull() {
            start("limits: {}", "limits: {keys: 2}");
            List<String> callers = List.of("127.0.0.2", "127.0.0.3");
            callers.forEach(caller ->
                    await().until(() -> gateway.getFrom(caller, CONTAINER).status() == 200));

            assertThat(gateway.getFrom("127.0.0.4", CONTAINER).status()).isEqualTo(429);

            faulty.refuse();
            callers.forEach(caller ->
                    assertThat(gateway.getFrom(caller, CONTAINER).status()).isEqualTo(200));
        }
    }

    @Nested
    class Overload {
        @Test
        void hitsAreServedAndFirstFetchesBeyondTheLimitAreRefused() {
            String document = startAndFetch("limits: {}", "limits: {misses: \"1/m:1\"}");
            vault.fail(500, "{\"errors\":[]}");
            gateway.getFrom("127.0.0.2", IMDS);
            int requests = gateway.requests();

            assertThat(gateway.getFrom("127.0.0.2", IMDS).status()).isEqualTo(503);
            assertThat(gateway.requests()).isEqualTo(requests);
            assertThat(gateway.get(CONTAINER).text()).isEqualTo(document);
        }
    }

    @Nested
    class Sigterm {
        @Test
        void aRequestInFlightEndsAndNewOnesAreRefused() {
            start("timeout: 300ms", "timeout: 10s", "grace: 10ms", "grace: 10s");
            vault.hold();
            try (RawHttp inFlight = RawHttp.connect(gateway.port())) {
                inFlight.send(RawHttp.request("GET", CONTAINER));
                await().until(() -> vault.holding() == 1);

                int port = gateway.port();
                var stopped = gateway.stop();
                vault.release();

                assertThat(inFlight.read().status()).isEqualTo(200);
                await().until(stopped::isComplete);
                assertThatThrownBy(() -> RawHttp.connect(port)).isInstanceOf(UncheckedIOException.class);
            }
        }

        @Test
        void ownTokensAndWhatWasIssuedToThemAreRevokedWhileVaultCanStillBeAsked() {
            vault.role("app", "iam_user").logins().at("auth/approle/login");
            startAndFetch(GIVEN_TOKEN, APP_ROLE);

            await().until(gateway.stop()::isComplete);

            assertThat(vault.leases().revoked()).containsExactly("aws/creds/app/1");
            assertThat(vault.logins().revoked())
                    .hasSize(1)
                    .isEqualTo(vault.logins().issued());
        }
    }
}
