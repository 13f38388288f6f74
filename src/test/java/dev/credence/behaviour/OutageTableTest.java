package dev.credence.behaviour;

import static dev.credence.behaviour.RunningGateway.CONTAINER;
import static dev.credence.behaviour.RunningGateway.IMDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeVault;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestFiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rows in which the back end is down, refuses, or no longer knows the gateway. */
class OutageTableTest extends ServiceTable {
    /** Each of the ways to be down is in {@link FaultTableTest}. */
    @Nested
    class BackEndDown {
        @Test
        void theCredentialInMemoryIsServedUntilItsRealEndAndNotASecondLonger() {
            String document = startAndFetch();
            vault.fail(503, "{\"errors\":[\"Vault is sealed\"]}");

            gateway.time.advance(LIFE.minusSeconds(1));
            assertThat(gateway.get(CONTAINER).text()).isEqualTo(document);
            assertThat(gateway.get(IMDS).status()).isEqualTo(200);
            gateway.time.advance(Duration.ofSeconds(1));

            assertThat(gateway.get(CONTAINER).status()).isEqualTo(503);
            assertThat(gateway.get(IMDS).status()).isEqualTo(503);
        }

        @Test
        void theBreakerOpensAfterItsFailuresAndLetsOneProbeOfARenewalThroughAfterItsReset() {
            String document = startAndFetch("{failures: 1000, window: 10s, reset: 15s}", BREAKER);
            vault.fail(500, "{\"errors\":[]}");
            gateway.time.advance(REFRESH);
            gateway.getFrom("127.0.0.2", CONTAINER);
            gateway.getFrom("127.0.0.2", CONTAINER);
            await().until(() -> breaker("open") || breaker("half_open"));

            vault.heal();

            // Nobody asks for anything but what is in memory: the renewal itself finds out.
            await().until(() -> !gateway.get(CONTAINER).text().equals(document));
            assertThat(breaker("closed")).isTrue();
        }
    }

    @Nested
    class BackEndDownNothingValidInMemory {
        private void open() {
            start("{failures: 1000, window: 10s, reset: 15s}", PATIENT_BREAKER);
            vault.fail(500, "{\"errors\":[]}");
            await().until(() -> gateway.get(CONTAINER).status() == 503 && breaker("open"));
        }

        @Test
        void callersAreRefusedInTheirDialectWithoutAskingVaultWhileTheBreakerIsOpen() {
            open();
            int requests = gateway.requests();

            // The breaker has been open for less than a second by the gateway's clock, or for as long as this takes.
            RawResponse container = gateway.get(CONTAINER);
            RawResponse imds = gateway.get(IMDS);

            assertThat(container.status()).isEqualTo(503);
            assertThat(container.text()).contains("\"code\":\"ServiceUnavailable\"");
            assertThat(imds.status()).isEqualTo(503);
            assertThat(gateway.requests()).isLessThanOrEqualTo(requests + 2);
        }

        @Test
        void theFirstCallerASecondAfterItOpenedIsServedIfVaultHasHealed() {
            open();
            vault.heal();
            gateway.time.advance(Duration.ofSeconds(1));

            assertThat(gateway.get(CONTAINER).status()).isEqualTo(200);
            assertThat(breaker("closed")).isTrue();
        }

        @Test
        void aHungCallDoesNotKeepItsKeyFromAVaultThatHasHealed() {
            start("timeout: 300ms", "timeout: 30s", "wait: 900ms", "wait: 200ms");
            vault.hang();
            assertThat(gateway.get(CONTAINER).status()).isEqualTo(503);

            vault.heal();
            gateway.time.advance(Duration.ofSeconds(4));

            assertThat(gateway.get(CONTAINER).status()).isEqualTo(200);
            assertThat(vault.credsRequests()).hasSize(2);
        }

        @Test
        void manyHungCallsDoNotKeepOtherKeysFromAVaultThatHasHealed() {
            start(
                    "timeout: 300ms",
                    "timeout: 30s",
                    "wait: 900ms",
                    "wait: 200ms",
                    "limits: {}",
                    "limits: {misses: \"0\"}");
            vault.hang();
            for (int i = 1; i <= 60; i++) {
                RawHttp caller = RawHttp.connect("127.0.0." + i, "127.0.0.1", gateway.port());
                caller.send(RawHttp.request("GET", CONTAINER));
                int asked = i;
                await().until(() -> vault.credsRequests().size() == asked);
                caller.close();
            }

            vault.heal();

            assertThat(gateway.getFrom("127.0.0.200", CONTAINER).status()).isEqualTo(200);
        }
    }

    @Nested
    class BackEndRefuses {
        @Test
        void callersGetTheFinalErrorAndVaultIsAskedAgainAfterThirtySecondsAtTheEarliest() {
            start("{failures: 1000, window: 10s, reset: 15s}", PATIENT_BREAKER);
            vault.fail(400, "{\"errors\":[\"Role \\\"app\\\" not found\"]}");

            for (int i = 0; i < 10; i++) {
                assertThat(gateway.get(CONTAINER).status()).isEqualTo(403);
                assertThat(gateway.get(IMDS).text()).contains("\"Code\":\"AssumeRoleUnauthorizedAccess\"");
            }
            gateway.time.advance(Duration.ofSeconds(29));
            assertThat(gateway.get(CONTAINER).status()).isEqualTo(403);
            assertThat(vault.credsRequests()).hasSize(1);
            assertThat(breaker("closed")).isTrue();

            vault.heal();
            gateway.time.advance(Duration.ofSeconds(1));
            assertThat(gateway.get(CONTAINER).status()).isEqualTo(200);
        }

        @Test
        void aCredentialInMemoryGoesOnBeingServedUntilItExpires() {
            String document = startAndFetch();
            vault.fail(403, "{\"errors\":[\"permission denied\"]}");

            gateway.time.advance(LIFE.minusSeconds(1));
            assertThat(gateway.get(CONTAINER).text()).isEqualTo(document);
            gateway.time.advance(Duration.ofSeconds(1));

            assertThat(gateway.get(CONTAINER).status()).isEqualTo(403);
        }
    }

    @Nested
    class VaultTokenRevoked {
        @Test
        void nobodyNoticesWhenItsOwnerHasWrittenAnother() {
            startAndFetch();
            vault.revoke(FakeVault.TOKEN).accept("hvs.another");
            TestFiles.write(folder.resolve("vault.token"), "hvs.another");
            int requests = vault.credsRequests().size();

            assertThat(gateway.getFrom("127.0.0.2", CONTAINER).status()).isEqualTo(200);

            assertThat(vault.credsRequests()).hasSize(requests + 2);
        }

        @Test
        void whatEndedWithItIsIssuedAnewOnceEachAfterOneLoginWhileEverybodyIsServed() {
            vault.role("app", "iam_user").logins().at("auth/approle/login");
            startAndFetch(GIVEN_TOKEN, APP_ROLE, "limits: {}", "limits: {misses: \"0\"}");
            List<String> callers =
                    IntStream.rangeClosed(2, 20).mapToObj(i -> "127.0.0." + i).toList();
            Map<String, String> before = documents(callers);
            gateway.time.advance(Duration.ofMinutes(1));
            await().until(() -> vault.requests("auth/token/lookup-self") == 1);

            vault.revoke(vault.logins().issued().get(0));
            gateway.time.advance(Duration.ofMinutes(5));

            await().until(() -> documents(callers).entrySet().stream()
                    .noneMatch(document -> before.containsValue(document.getValue())));
            await().until(() -> vault.issued() == 40);
            assertThat(vault.logins().issued()).hasSize(2);
            assertThat(vault.requests("sys/leases/renew")).isZero();
            assertThat(gateway.metrics()).contains("credence_leases{backend=\"vault\"} 20.0");
            gateway.time.advance(Duration.ofMinutes(2));
            gateway.settle();
            assertThat(vault.issued()).as("once each").isEqualTo(40);
        }

        /** What each is served, which is never an error. */
        private Map<String, String> documents(List<String> callers) {
            return callers.stream().collect(Collectors.toMap(caller -> caller, caller -> {
                RawResponse answer = gateway.getFrom(caller, CONTAINER);
                assertThat(answer.status()).isEqualTo(200);
                return answer.text();
            }));
        }
    }
}
