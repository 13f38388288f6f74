package dev.credence.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.config.LogLevel;
import dev.credence.logging.Logging;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.TestFiles;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running gateway takes over from a changed configuration, and what it says needs a restart. */
@Timeout(60)
class ReloadTest {
    private static final String LISTENER = "listeners: [{address: \"127.0.0.1:0\"}]";
    private static final String REST = """
            ops: {address: "127.0.0.1:0", token-file: ops.token}
            backends: {vault: {type: vault, address: "http://127.0.0.1:1", auth: {method: approle, role-id: none}}}
            credentials: {app: {provider: aws, role: app}}
            callers: [{match: any, credentials: [app]}]
            """;

    @TempDir
    private Path folder;

    private Platform platform;
    private Gateway gateway;
    private LogCapture log;

    @BeforeEach
    void start() throws Exception {
        log = LogCapture.of(Reloading.class.getName());
        platform = Platform.create();
        TestFiles.write(folder.resolve("ops.token"), "before");
        gateway = await(Gateway.start(platform, load(LISTENER + "\n" + REST)));
    }

    /** Others look at what is logged at every level. */
    @AfterAll
    static void logEverythingAgain() {
        Logging.apply(LogLevel.TRACE);
    }

    @AfterEach
    void stop() throws Exception {
        await(gateway.stop());
        await(platform.close());
        log.close();
    }

    @Test
    void hostsAndProvidersOfAListenerHoldFromTheNextRequestOnAlsoOnAConnectionThatIsOpen() throws Exception {
        try (RawHttp connection = RawHttp.connect(port())) {
            assertThat(status(connection, "workload.test")).isEqualTo(403);

            await(gateway.reload(load(
                    "listeners: [{address: \"127.0.0.1:0\", hosts: [workload.test], providers: [gcp]}]\n" + REST)));

            assertThat(status(connection, "workload.test")).isNotEqualTo(403);
        }
        assertThat(log.lines()).containsExactly("configuration reloaded");
    }

    @Test
    void theOpsTokenIsWhatItsFileHoldsNow() throws Exception {
        assertThat(refresh("before")).isNotEqualTo(401);
        TestFiles.write(folder.resolve("ops.token"), "after");

        await(gateway.reload(load(LISTENER + "\n" + REST)));

        assertThat(refresh("before")).isEqualTo(401);
        assertThat(refresh("after")).isNotEqualTo(401);
        await(gateway.reload(load(LISTENER + "\n" + REST.replace(", token-file: ops.token", ""))));
        assertThat(refresh("after")).isEqualTo(403);
    }

    @Test
    void aFileThatIsEmptyWhenItIsReadChangesNothingAndCounts() throws Exception {
        Configuration changed = load(LISTENER.replace("0\"", "0\", hosts: [workload.test]") + "\n" + REST);
        Files.writeString(folder.resolve("ops.token"), "\n");

        assertThatThrownBy(() -> await(gateway.reload(changed))).hasMessageContaining("ops.token");

        assertThat(refresh("before")).isNotEqualTo(401);
        assertThat(refresh("")).isEqualTo(401);
        try (RawHttp connection = RawHttp.connect(port())) {
            assertThat(status(connection, "workload.test")).isEqualTo(403);
        }
        assertThat(platform.registry()
                        .get("credence.config.reload.failures")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(rejected()).isEqualTo(1);
        assertThat(findings()).contains("The changed configuration is not used, the one before is");
        TestFiles.write(folder.resolve("ops.token"), "before");
        await(gateway.reload(load(LISTENER + "\n" + REST)));
        assertThat(rejected()).isZero();
        assertThat(findings()).doesNotContain("changed configuration");
    }

    private double rejected() {
        return platform.registry().get("credence.config.rejected").gauge().value();
    }

    private String findings() throws Exception {
        return await(gateway.state()).getJsonArray("findings").encode();
    }

    @Test
    void whatNeedsARestartIsNamedAndWhatDoesNotIsNot() throws Exception {
        await(gateway.reload(load("listeners: [{address: \"127.0.0.1:0\", reuse-port: true}]\n"
                + REST.replace("ops.token}", "ops.token, reuse-port: true}")
                + "shutdown: {delay: 1s}\n"
                + "providers: {aws: {token-key-file: key}}\n")));

        assertThat(log.lines())
                .containsExactly("configuration reloaded; some changes take effect only after a restart"
                        + " sections=\"listeners,ops.reuse-port,shutdown.delay,providers.aws.token-key-file\"");
    }

    @Test
    void aCredentialThatMovesToABackEndThatDoesNotRunStaysWhereItIsUntilTheRestart() throws Exception {
        String moved = LISTENER + "\n"
                + REST.replace("none}}}", "none}}, new: {type: vault, address: \"http://127.0.0.1:2\"}}")
                        .replace(
                                "role: app}}",
                                "role: app, backend: new}, more: {provider: aws, role: m, backend: new}}")
                        .replace("[app]", "[app, more]");

        await(gateway.reload(load(moved)));

        assertThat(log.lines())
                .containsExactly("configuration reloaded; some changes take effect only after a restart"
                        + " sections=\"backends,credentials.app,credentials.more\"");
        assertThat(held("app").getString("backend")).isEqualTo("vault");
        assertThat(findings())
                .contains("backends, credentials.app, credentials.more takes effect with the next restart");
        assertThat(held("more").getString("last_error"))
                .contains("backend.not_running", "back end new does not run yet", "restart");
        await(gateway.reload(load(LISTENER + "\n" + REST.replace("role: app}}", "role: other}}"))));
        assertThat(log.lines()).last().asString().isEqualTo("configuration reloaded");
    }

    private JsonObject held(String name) throws Exception {
        return await(gateway.state()).getJsonArray("credentials").stream()
                .map(JsonObject.class::cast)
                .filter(credential -> credential.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Configuration load(String yaml) throws Exception {
        TestFiles.write(folder.resolve("key"), "0123456789abcdef0123456789abcdef");
        Path file = folder.resolve("credence.yaml");
        TestFiles.write(file, yaml);
        return await(new ConfigurationLoader(platform.vertx(), List.of(file), Map.of("HOME", "/"), Map.of()).load())
                .configuration();
    }

    private int port() {
        return gateway.listeners().get(0).port();
    }

    private static int status(RawHttp connection, String host) {
        return connection
                .send(RawHttp.request("GET", "/latest/meta-data/", "Host: " + host))
                .read()
                .status();
    }

    private int refresh(String token) {
        return RawHttp.exchange(
                        gateway.ops().port(),
                        "POST",
                        "/credentials/app/refresh",
                        "Authorization: Bearer " + token,
                        "Content-Length: 0")
                .status();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
