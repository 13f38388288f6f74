package dev.credence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.Outcome;
import dev.credence.testing.FakeVault;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the number of callers: a hit asks nobody, and one cold key is asked for once. */
class ManyCallersTest {
    private static final int CALLERS = 1000;
    private static final String CONTAINER = "/v1/credentials/app";
    private static final String IMDS = "/latest/meta-data/iam/security-credentials/app";
    /** Each caller has a key of its own, so that none is fetched ahead; all of them come from one address. */
    private static final String COLD = """
            credentials: {app: {provider: aws, role: app, session-name: "${caller.name}"}}
            providers: {aws: {imds-v1: true, container: {require-token: false}}}
            refresh: {wait: 900ms}
            """;

    private static final Outcome.Failure DOWN = new Outcome.Unavailable("vault.sealed", "Vault is sealed");

    @TempDir
    Path folder;

    private TestGateway gateway;
    private final List<RawHttp> callers = new ArrayList<>();
    private final List<RawResponse> answersSeen = new ArrayList<>();

    @AfterEach
    void stop() {
        callers.forEach(RawHttp::close);
        gateway.close();
    }

    @Test
    void hitAsksNeitherTheBackEndNorTheCredentialService() {
        gateway = TestGateway.start(folder, COLD);
        gateway.get(CONTAINER);
        long asked = gateway.asked();

        for (int i = 0; i < 100; i++) {
            assertThat(gateway.get(CONTAINER).status()).isEqualTo(200);
            assertThat(gateway.get(IMDS).status()).isEqualTo(200);
            assertThat(gateway.get("/v1/process/app").status()).isEqualTo(200);
        }

        assertThat(asked).isEqualTo(1);
        assertThat(gateway.asked()).isEqualTo(asked);
        assertThat(gateway.issuer().calls()).hasSize(1);
    }

    @Test
    void credentialFetchedAheadIsAHitForTheFirstCaller() {
        gateway = TestGateway.start(folder, COLD.replace("${caller.name}", "all"));
        await().until(() -> gateway.metrics().contains("state=\"fresh\"} 1"));

        assertThat(gateway.get(IMDS).status()).isEqualTo(200);
        assertThat(gateway.asked()).isZero();
    }

    @Test
    void oneCallServesAllCallersOfAColdKeyTheSameBody() {
        gateway = TestGateway.of(folder, COLD.replace("900ms", "10s"));
        gateway.issuer().hold();
        gateway.start();

        ask(CONTAINER);
        await().until(() -> gateway.asked() == CALLERS);
        gateway.issuer().release();

        assertThat(answers()).allMatch(answer -> answer.status() == 200);
        assertThat(answersSeen.stream().map(RawResponse::text))
                .containsOnly(answersSeen.get(0).text());
        assertThat(gateway.issuer().calls()).hasSize(1);
        assertThat(gateway.metrics()).contains("credence_coalesced_total{provider=\"aws\"} 999.0");
    }

    @Test
    void oneFailureIsTheAnswerToAllCallersInTheirDialect() {
        gateway = TestGateway.of(folder, COLD.replace("900ms", "10s"));
        gateway.issuer().hold();
        gateway.start();

        ask(IMDS);
        await().until(() -> gateway.asked() == CALLERS);
        gateway.issuer().fail(DOWN).release();

        assertThat(answers()).allMatch(answer -> answer.status() == 503);
        assertThat(answersSeen).allMatch(answer -> answer.header("Retry-After").equals("1"));
        assertThat(answersSeen).allMatch(answer -> answer.text().contains("<title>503 - Service Unavailable</title>"));
        assertThat(gateway.issuer().calls()).hasSize(1);
    }

    @Test
    void callersOfASlowBackEndAreSentAwayAndItsAnswerServesTheNext() {
        gateway = TestGateway.of(folder, COLD.replace("900ms", "200ms"));
        gateway.issuer().hold();
        gateway.start();
        long start = System.nanoTime();

        RawResponse container = gateway.get(CONTAINER);
        RawResponse imds = gateway.get(IMDS);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
        assertThat(List.of(container, imds)).allMatch(answer -> answer.status() == 503);
        assertThat(List.of(container, imds))
                .allMatch(answer -> answer.header("Retry-After").equals("1"));
        assertThat(container.text()).contains("\"code\":\"ServiceUnavailable\"");
        gateway.issuer().release();
        await().until(() -> gateway.metrics().contains("state=\"fresh\"} 1"));
        assertThat(gateway.get(IMDS).text()).contains(FakeVault.CANARY);
        assertThat(gateway.issuer().calls()).hasSize(1);
        assertThat(gateway.asked()).isEqualTo(2);
    }

    @Test
    void callGoesOnWhenAllCallersHaveGone() {
        gateway = TestGateway.of(folder, COLD.replace("900ms", "10s"));
        gateway.issuer().hold();
        gateway.start();
        ask(CONTAINER);
        await().until(() -> gateway.asked() == CALLERS);

        callers.forEach(RawHttp::close);
        await().until(() -> gateway.connections() == 0);
        gateway.issuer().release();

        await().until(() -> gateway.metrics().contains("state=\"fresh\"} 1"));
        assertThat(gateway.get(CONTAINER).status()).isEqualTo(200);
        assertThat(gateway.issuer().calls()).hasSize(1);
        assertThat(gateway.asked()).isEqualTo(CALLERS);
    }

    @Test
    void heldCredentialIsServedWhileTheBackEndIsDownAndNotASecondPastItsEnd() {
        gateway = TestGateway.start(folder, COLD);
        gateway.get(IMDS);
        gateway.issuer().fail(DOWN);

        gateway.time().advance(Duration.ofHours(6).minusSeconds(1));
        assertThat(gateway.get(IMDS).text()).contains("\"Expiration\":\"2026-03-01T16:00:00Z\"");

        gateway.time().advance(Duration.ofSeconds(1));
        assertThat(gateway.get(IMDS).status()).isEqualTo(503);
    }

    @Test
    void wallClockThatIsTurnedBackRevivesNothing() {
        gateway = TestGateway.start(folder, COLD);
        gateway.get(IMDS);
        gateway.issuer().fail(DOWN);
        gateway.time().advance(Duration.ofHours(7));

        gateway.time().set(gateway.time().instant().minus(Duration.ofHours(7)));

        assertThat(gateway.get(IMDS).status()).isEqualTo(503);
    }

    private void ask(String path) {
        for (int i = 0; i < CALLERS; i++) {
            RawHttp caller = RawHttp.connect(gateway.port());
            callers.add(caller);
            caller.send(RawHttp.request("GET", path));
        }
    }

    private List<RawResponse> answers() {
        callers.forEach(caller -> answersSeen.add(caller.read()));
        return answersSeen;
    }
}
