package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.Outcome;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes are told. */
class ReadinessTest {
    private static final String CONFIGURATION = """
            credentials:
              app: {provider: aws, role: app}
              mine: {provider: aws, role: mine, session-name: "${caller.name}"}
            ops: {token-file: ops.token}
            refresh: {jitter: 0}
            providers: {aws: {container: {require-token: false}}}
            """;
    private static final Outcome.Failure DOWN =
            new Outcome.Unavailable("vault.sealed", "Vault is sealed, unseal it first");

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void make() {
        gateway = TestGateway.of(folder, CONFIGURATION);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void isHealthyWhateverTheBackEndDoes() {
        gateway.issuer().fail(DOWN);
        gateway.start();

        assertThat(get("/healthz").status()).isEqualTo(200);
        assertThat(get("/healthz").text()).isEqualTo("{\"healthy\":true}");
    }

    @Test
    void isReadyOnceWhatCanBeFetchedAheadHasBeen() {
        gateway.issuer().hold();
        gateway.start();

        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(credential(get("/readyz"), "app").getString("state")).isEqualTo("pending");

        gateway.issuer().release();

        await().until(() -> get("/readyz").status() == 200);
        assertThat(credential(get("/readyz"), "app").getLong("seconds_left")).isEqualTo(21_600);
    }

    @Test
    void becomesReadyByItselfWhenTheBackEndHeals() {
        gateway.issuer().fail(DOWN);
        gateway.start();
        await().until(() -> get("/readyz").text().contains("failing"));
        assertThat(get("/readyz").status()).isEqualTo(503);

        gateway.issuer().heal();

        await().until(() -> get("/readyz").status() == 200);
    }

    @Test
    void staysReadyWhileTheCredentialHeldIsValid() {
        startFresh();
        gateway.issuer().fail(DOWN);

        refresh();

        await().until(() -> get("/status").text().contains("vault.sealed"));
        assertThat(credential(get("/readyz"), "app").getString("state")).isEqualTo("stale");
        assertThat(get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void isNotReadyWhenTheCredentialHeldHasEnded() {
        startFresh();
        gateway.issuer().fail(DOWN);

        gateway.time().advance(Duration.ofHours(7));

        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(credential(get("/readyz"), "app").getLong("seconds_left")).isZero();
    }

    @Test
    void isNotReadyButHealthyWhileItStops() {
        startFresh();

        gateway.stopping();

        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(get("/healthz").status()).isEqualTo(200);
        assertThat(json(get("/status")).getBoolean("stopping")).isTrue();
    }

    @Test
    void keysOfSingleCallersDoNotDecideWhetherItIsReady() {
        startFresh();
        gateway.issuer().fail("mine", DOWN);

        gateway.get("/v1/credentials/mine");

        assertThat(get("/readyz").status()).isEqualTo(200);
        assertThat(get("/readyz").text()).doesNotContain("mine");
        assertThat(credential(get("/status"), "mine").getString("state")).isEqualTo("failing");
    }

    private void startFresh() {
        gateway.start();
        await().until(() -> get("/readyz").status() == 200);
    }

    private RawResponse get(String path) {
        return RawHttp.exchange(gateway.opsPort(), "GET", path);
    }

    private void refresh() {
        String token = "Authorization: Bearer " + TestGateway.OPS_TOKEN;
        RawHttp.exchange(gateway.opsPort(), "POST", "/credentials/app/refresh", "Content-Length: 0", token);
    }

    private static JsonObject json(RawResponse answer) {
        return new JsonObject(answer.text());
    }

    private static JsonObject credential(RawResponse answer, String name) {
        return json(answer).getJsonArray("credentials").stream()
                .map(JsonObject.class::cast)
                .filter(credential -> credential.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }
}
