package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.Outcome;
import dev.credence.testing.FakeVault;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpsTest {
    private static final String CONFIGURATION = """
            credentials:
              app: {provider: aws, role: app}
              mine: {provider: aws, role: mine, session-name: "${caller.name}"}
            ops: {token-file: ops.token}
            refresh: {jitter: 0}
            providers: {aws: {imds-v1: true, container: {require-token: false}}}
            """;
    private static final Outcome.Failure DOWN =
            new Outcome.Unavailable("vault.sealed", "Vault is sealed, unseal it first");
    private static final String TOKEN = "Authorization: Bearer " + TestGateway.OPS_TOKEN;

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
    void statusTellsPeopleWhatIsHeldAndWhatWentWrong() {
        startFresh();

        JsonObject status = json(get("/status"));

        assertThat(status.getString("version")).isEqualTo("1.2.3");
        assertThat(status.getString("started")).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(status.getInteger("keys")).isEqualTo(1);
        assertThat(credential(get("/status"), "app")).isEqualTo(new JsonObject("""
                {"name": "app", "provider": "aws", "backend": "vault", "state": "fresh", "seconds_left": 21600,
                 "prefetched": true, "expires": "2026-03-01T16:00:00Z", "last_refresh": "2026-03-01T10:00:00Z",
                 "life_seconds": 21600, "refresh_due": "2026-03-01T13:00:00Z"}
                """));
    }

    @Test
    void statusNamesTheLastError() {
        gateway.issuer().fail(DOWN);
        gateway.start();

        await().until(() ->
                get("/status").text().contains("\"last_error\":\"vault.sealed: Vault is sealed, unseal it first\""));
    }

    @Test
    void operatorRefreshesACredential() {
        startFresh();

        RawResponse answer = post("/credentials/app/refresh", TOKEN);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text()).isEqualTo("{\"keys\":1}");
        await().until(() -> gateway.get("/v1/credentials/app").text().contains("ASIAAPP2"));
    }

    @Test
    void operatorDropsACredentialAndTheNextCallerFetchesItAnew() {
        startFresh();

        assertThat(post("/credentials/app/drop", TOKEN).status()).isEqualTo(202);

        await().until(() -> gateway.get("/v1/credentials/app").text().contains("ASIAAPP2"));
    }

    @Test
    void actionOnAnUnknownCredentialIs404() {
        startFresh();

        assertThat(post("/credentials/nobody/refresh", TOKEN).status()).isEqualTo(404);
        assertThat(post("/credentials/app/explode", TOKEN).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: */*",
                "Authorization:",
                "Authorization: Bearer",
                "Authorization: Bearer nonsense",
                "Authorization: " + TestGateway.OPS_TOKEN,
                "Authorization: Bearer " + TestGateway.APP_TOKEN
            })
    void actionsNeedTheTokenAndSaySo(String header) {
        startFresh();

        assertThat(post("/credentials/app/drop", header).status()).isEqualTo(401);
        assertThat(post("/credentials/app/drop", header).header("WWW-Authenticate"))
                .startsWith("Bearer");
        assertThat(post("/credentials/app/refresh", header).status()).isEqualTo(401);
        assertThat(gateway.issuer().calls("app")).isEqualTo(1);
    }

    @Test
    void theSchemeOfTheTokenIsWrittenAsOneLikes() {
        startFresh();

        assertThat(post("/credentials/app/refresh", "authorization: bearer  " + TestGateway.OPS_TOKEN)
                        .status())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "POST; /status; GET, HEAD",
                "GET; /credentials/app/drop; POST",
                "PUT; /log; GET, POST",
                "HEAD; /events; GET"
            })
    void whoAsksByAnotherMethodIsToldWhichThereAre(String method, String path, String allowed) {
        startFresh();

        try (RawHttp connection = RawHttp.connect(gateway.opsPort())) {
            RawResponse answer = connection
                    .send(RawHttp.request(method, path, "Content-Length: 0"))
                    .readHead();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("Allow")).isEqualTo(allowed);
        }
    }

    @Test
    void actionsAreOffWithoutATokenFile() {
        gateway.close();
        gateway = TestGateway.start(folder, CONFIGURATION.replace("ops: {token-file: ops.token}\n", ""));

        RawResponse answer = post("/credentials/app/drop", TOKEN);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("ops.token-file");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nonsense, 404",
        "GET, /latest/meta-data/, 404",
        "POST, /healthz, 405",
        "DELETE, /status, 405",
        "PUT, /metrics, 405",
        "GET, /credentials/app/drop, 405",
        "GET, /%zz, 400"
    })
    void whatThereIsNotIsSaidInJson(String method, String path, int status) {
        gateway.start();

        RawResponse answer = RawHttp.exchange(gateway.opsPort(), method, path, "Content-Length: 0");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(json(answer).getString("error")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/status", "/metrics"})
    void probesMayAskWithHead(String path) {
        startFresh();

        try (RawHttp connection = RawHttp.connect(gateway.opsPort())) {
            connection.send(RawHttp.request("HEAD", path));
            assertThat(connection.readHead().status()).isEqualTo(200);

            connection.send(RawHttp.request("GET", path));
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/status", "/metrics", "/nonsense"})
    void everyPageHasTheIdOfItsRequest(String path) {
        gateway.start();

        assertThat(get(path, "X-Request-ID: my-id.1").header("X-Request-ID")).isEqualTo("my-id.1");
        assertThat(get(path).header("X-Request-ID")).hasSizeBetween(8, 64);
        assertThat(get(path, "X-Request-ID: " + "a".repeat(65)).header("X-Request-ID"))
                .doesNotContain("a".repeat(10));
        assertThat(get(path, "X-Request-ID: two words").header("X-Request-ID")).doesNotContain("two");
        assertThat(get(path).header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void noPageHoldsASecret() {
        gateway.issuer().fail("mine", DOWN);
        startFresh();
        gateway.get("/v1/credentials/app");
        gateway.get("/v1/credentials/mine");

        for (String path : new String[] {"/healthz", "/readyz", "/status", "/metrics", "/" + FakeVault.CANARY}) {
            assertThat(get(path, TOKEN).text()).as(path).doesNotContain(FakeVault.CANARY);
        }
        assertThat(post("/credentials/app/refresh", TOKEN).text()).doesNotContain(FakeVault.CANARY);
        assertThat(post("/credentials/app/refresh", TOKEN + "x").text()).doesNotContain(FakeVault.CANARY);
    }

    private void startFresh() {
        gateway.start();
        await().until(() -> get("/readyz").status() == 200);
    }

    private RawResponse get(String path, String... headers) {
        return RawHttp.exchange(gateway.opsPort(), "GET", path, headers);
    }

    private RawResponse post(String path, String header) {
        return RawHttp.exchange(gateway.opsPort(), "POST", path, "Content-Length: 0", header);
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
