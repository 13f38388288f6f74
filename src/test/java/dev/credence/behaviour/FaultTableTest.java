package dev.credence.behaviour;

import static dev.credence.behaviour.RunningGateway.CONTAINER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.RawResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of the back end, for whoever has a credential in memory, an old one, or none. */
@Timeout(60)
class FaultTableTest {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration REFRESH = Duration.ofMinutes(30);

    @TempDir
    Path folder;

    private FaultyVault vault;
    private RunningGateway gateway;

    @BeforeEach
    void start() {
        vault = new FaultyVault();
        gateway = RunningGateway.start(folder, vault);
    }

    @AfterEach
    void stop() {
        gateway.close();
        vault.close();
    }

    @ParameterizedTest
    @EnumSource
    void aFreshCredentialIsServedWithoutAskingTheBackEnd(Fault fault) {
        String document = fetched();
        int requests = gateway.requests();
        fault.play(vault);

        for (int i = 0; i < 20; i++) {
            assertThat(gateway.get(CONTAINER).text()).isEqualTo(document);
        }

        assertThat(gateway.requests()).isEqualTo(requests);
        assertThat(gateway.underWay()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anOldCredentialIsServedUntilItsEndWhileOneCallTriesToRenewIt(Fault fault) {
        String document = fetched();
        int requests = gateway.requests();
        fault.play(vault);

        gateway.time.advance(REFRESH);
        await().until(() -> {
            assertThat(gateway.get(CONTAINER).text()).isEqualTo(document);
            assertThat(gateway.underWay()).isLessThanOrEqualTo(1);
            return gateway.requests() >= requests + fault.requests();
        });
        // The clock runs on by itself meanwhile, on a busy machine for some seconds.
        gateway.time.advance(LIFE.minus(REFRESH).minusSeconds(30));
        assertThat(gateway.get(CONTAINER).text()).isEqualTo(document);
        gateway.time.advance(Duration.ofSeconds(30));

        // Where the machine is too busy for the back end's answer to come in time, it is told to the next.
        await().untilAsserted(() -> assertThat(gateway.get(CONTAINER).status()).isEqualTo(fault.status()));
        assertThat(vault.other().requests()).isEmpty();
        heals(document);
    }

    @ParameterizedTest
    @EnumSource
    void whoFindsNothingIsToldInTimeAndServedAtTheFirstRequestAfterTheFaultHasEnded(Fault fault) {
        fault.play(vault);
        long asked = System.nanoTime();

        RawResponse answer = gateway.get(CONTAINER);

        // 900 ms, and what a busy machine adds.
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
        // Or that it takes too long, where the machine is too busy for the back end's answer to come in time.
        assertThat(answer.status()).isIn(fault.status(), 503);
        assertThat(answer.text()).contains("\"code\":", "\"message\":");
        if (answer.status() == 503) {
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        await().until(() -> gateway.requests() == fault.requests() && gateway.underWay() == 0);
        assertThat(gateway.requests(fault.outcome(), "redirected", "ok")).isEqualTo(fault.requests());
        assertThat(vault.other().requests()).isEmpty();
        heals("");
    }

    /** A credential, and nothing under way any more; the first call of a cold machine may take too long. */
    private String fetched() {
        await().until(() -> gateway.get(CONTAINER).status() == 200);
        gateway.settle();
        return gateway.get(CONTAINER).text();
    }

    /** The first request gets another document, once no refusal and no request for patience holds any more. */
    private void heals(String document) {
        gateway.settle();
        vault.heal();
        gateway.time.advance(Fault.LONGEST_PAUSE);

        RawResponse healed = gateway.get(CONTAINER);

        assertThat(healed.status()).isEqualTo(200);
        assertThat(healed.text()).isNotEqualTo(document);
    }
}
