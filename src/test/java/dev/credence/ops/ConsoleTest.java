package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.Outcome;
import dev.credence.testing.EventReader;
import dev.credence.testing.FakeVault;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console as a browser gets it, without one. */
@Timeout(60)
class ConsoleTest {
    private static final Outcome.Failure DOWN = new Outcome.Unavailable("vault.sealed", "Vault is sealed");
    private static final String TOKEN = "Authorization: Bearer " + TestGateway.OPS_TOKEN;

    @TempDir
    Path folder;

    private TestGateway gateway;
    private final List<EventReader> readers = new ArrayList<>();

    @BeforeEach
    void start() {
        gateway = TestGateway.start(folder, """
                credentials: {app: {provider: aws, role: app}}
                ops: {token-file: ops.token}
                providers: {aws: {imds-v1: true, container: {require-token: false}}}
                """);
        await().until(() -> get("/readyz").status() == 200);
    }

    @AfterEach
    void stop() {
        readers.forEach(EventReader::close);
        gateway.close();
    }

    @Test
    void theFirstPageLeadsToItWhateverPrefixAProxyAdds() {
        for (String path : new String[] {"/", "/console"}) {
            RawResponse answer = get(path);
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location")).isEqualTo("console/");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/console/, text/html; charset=utf-8",
        "/console/index.html, text/html; charset=utf-8",
        "/console/main.js, text/javascript; charset=utf-8",
        "/console/console.css, text/css; charset=utf-8",
        "/console/icon.svg, image/svg+xml"
    })
    void itsFilesMayDoNothingButWhatTheyNeed(String path, String type) {
        RawResponse answer = get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(answer.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                        + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() {
        String tag = get("/console/main.js").header("ETag");

        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            try (RawHttp connection = RawHttp.connect(gateway.opsPort())) {
                connection.send(RawHttp.request("GET", "/console/main.js", "If-None-Match: " + known));
                assertThat(connection.readHead().status()).as(known).isEqualTo(304);
            }
        }
        assertThat(get("/console/main.js", "If-None-Match: \"0123456789abcdef\"")
                        .status())
                .isEqualTo(200);
        assertThat(get("/console/console.css").header("ETag")).isNotEqualTo(tag);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /console/nonsense.js, 404",
        "GET, /console/../main.js, 404",
        "GET, /console/%2e%2e/version.properties, 404",
        "GET, /console/console/main.js, 404",
        "POST, /console/, 405",
        "POST, /events, 405",
        "HEAD, /console/, 200",
        "HEAD, /console/main.js, 200"
    })
    void nothingElseIsServedFromTheJar(String method, String path, int status) {
        assertThat(RawHttp.exchange(gateway.opsPort(), method, path, "Content-Length: 0")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void aPageIsToldAllAtFirst() {
        gateway.get("/latest/meta-data/");

        JsonObject first = read().next();

        assertThat(first.getBoolean("whole")).isTrue();
        assertThat(first.getJsonObject("head").getBoolean("ready")).isTrue();
        assertThat(first.getJsonObject("head").getBoolean("actions")).isTrue();
        JsonObject app =
                first.getJsonObject("credentials").getJsonArray("changed").getJsonObject(0);
        assertThat(app.getString("name")).isEqualTo("app");
        assertThat(app.getString("id")).isNotEmpty();
        assertThat(app.containsKey("seconds_left")).as("what counts seconds").isFalse();
        assertThat(first.getJsonArray("imds_v1").getJsonObject(0).getInteger("requests"))
                .isEqualTo(1);
        assertThat(first.getJsonArray("refusals")).isEmpty();
        assertThat(first.getJsonObject("callers").getJsonArray("changed")).hasSize(1);
    }

    @Test
    void aPageIsToldWhatChangesAndNothingElse() {
        EventReader page = read();
        page.next();
        gateway.issuer().fail(DOWN);

        post("/credentials/app/refresh");
        JsonObject change = page.nextWith("credentials");

        assertThat(change.containsKey("whole")).isFalse();
        assertThat(change.containsKey("callers")).isFalse();
        while (!change.encode().contains("stale")) {
            change = page.nextWith("credentials");
        }
        assertThat(change.getJsonObject("credentials")
                        .getJsonArray("changed")
                        .getJsonObject(0)
                        .getString("last_error"))
                .isEqualTo("vault.sealed: Vault is sealed");
        assertThat(change.getJsonObject("head").getJsonArray("findings").encode())
                .contains("served");
    }

    @Test
    void aPageIsToldWhatIsNoMore() {
        gateway.issuer().fail(DOWN);
        gateway.reload("""
                credentials: {other: {provider: aws, role: other}}
                ops: {token-file: ops.token}
                """);
        EventReader page = read();
        JsonObject first = page.next();
        String id = first.getJsonObject("credentials")
                .getJsonArray("changed")
                .getJsonObject(0)
                .getString("id");

        gateway.reload("""
                credentials: {third: {provider: aws, role: third}}
                ops: {token-file: ops.token}
                """);

        JsonObject change = page.nextWith("credentials");
        while (change.getJsonObject("credentials").getJsonArray("gone") == null) {
            change = page.nextWith("credentials");
        }
        assertThat(change.getJsonObject("credentials").getJsonArray("gone")).containsExactly(id);
    }

    @Test
    void sixteenPagesMayLookAndTheNextOneIsToldSo() {
        for (int i = 0; i < ConsoleFeed.MOST; i++) {
            EventReader page = read();
            assertThat(page.status()).isEqualTo(200);
            page.next();
        }

        RawResponse refused = get("/events");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("too many consoles");
        assertThat(refused.header("Retry-After")).isEqualTo("10");

        readers.remove(0).close();
        await().until(() -> read().status() == 200);
    }

    @Test
    void openPagesDoNotDelayTheEndAndAreToldOfIt() {
        EventReader page = read();
        page.next();
        read().next();

        gateway.close();

        assertThat(page.isEnded()).isTrue();
    }

    @Test
    void noPageHoldsASecret() {
        gateway.issuer().fail("app", DOWN);
        gateway.get("/v1/credentials/app", "Authorization: " + TestGateway.APP_TOKEN);
        post("/credentials/app/refresh");

        assertThat(read().next().encode()).doesNotContain(FakeVault.CANARY);
        assertThat(get("/status", TOKEN).text()).doesNotContain(FakeVault.CANARY);
    }

    private EventReader read() {
        EventReader reader = EventReader.open(gateway.opsPort());
        readers.add(reader);
        return reader;
    }

    private RawResponse get(String path, String... headers) {
        return RawHttp.exchange(gateway.opsPort(), "GET", path, headers);
    }

    private void post(String path) {
        assertThat(RawHttp.exchange(gateway.opsPort(), "POST", path, "Content-Length: 0", TOKEN)
                        .status())
                .isEqualTo(202);
    }
}
