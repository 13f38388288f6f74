package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import dev.credence.testing.GatewayProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log as a syslog server understands it: the parts of each line, over both protocols, and across its restart. */
@Tag("real")
class RsyslogIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONFIGURATION = """
            global(workDirectory="%1$s")
            module(load="imudp")
            module(load="imtcp")
            input(type="imudp" address="127.0.0.1" port="%2$d")
            input(type="imtcp" address="127.0.0.1" port="%2$d")
            template(name="parts" type="list" option.jsonf="on") {
              property(outname="facility" name="syslogfacility-text" format="jsonf")
              property(outname="severity" name="syslogseverity-text" format="jsonf")
              property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
              property(outname="app" name="app-name" format="jsonf")
              property(outname="process" name="procid" format="jsonf")
              property(outname="data" name="structured-data" format="jsonf")
              property(outname="version" name="protocol-version" format="jsonf")
              property(outname="input" name="inputname" format="jsonf")
              property(outname="message" name="msg" format="jsonf")
            }
            action(type="omfile" file="%1$s/received" template="parts")
            """;

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final int port = FreePort.next();
    private ChildProcess rsyslog;

    @BeforeEach
    void startServer() throws IOException {
        Files.writeString(folder.resolve("rsyslog.conf"), CONFIGURATION.formatted(folder, port));
        rsyslog = server();
    }

    @AfterEach
    void end() throws Exception {
        rsyslog.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private ChildProcess server() {
        return ChildProcess.start(
                "rsyslog",
                folder,
                Map.of(),
                List.of(
                        Tools.rsyslogd().toString(),
                        "-n",
                        "-f",
                        "rsyslog.conf",
                        "-i",
                        folder.resolve("pid").toString()));
    }

    @Test
    void everyLineComesWithItsPartsOverBothProtocolsAndWaitsWhileTheServerIsAway() throws Exception {
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("pid")));
        String team = "r\u00f6d \ud83d\ude00 {} %s \"x\"";
        try (GatewayProcess gateway = gateway(team).alive().ready()) {
            gateway.workloads().get("/v1/credentials/app", "Authorization", "wrong", "X-Request-ID", "id-1");
            await().atMost(PATIENCE).until(() -> requests("id-1").size() == 2);

            rsyslog.terminate();
            rsyslog.exitCodeWithin(PATIENCE);
            gateway.workloads().get("/v1/credentials/app", "Authorization", "wrong", "X-Request-ID", "id-2");
            rsyslog = server();
            await().atMost(PATIENCE).until(() -> !requests("id-2").isEmpty());
            gateway.terminate();
            assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();

            // The datagram had no receiver, and nobody learns of that.
            assertThat(requests("id-2")).singleElement().satisfies(line -> assertThat(line.getString("input"))
                    .isEqualTo("imtcp"));
            assertThat(received()).hasSizeGreaterThan(10).allSatisfy(line -> assertParts(line, gateway.pid(), team));
            assertThat(requests("id-1"))
                    .extracting(line -> line.getString("input"))
                    .containsExactlyInAnyOrder("imudp", "imtcp");
        }
    }

    private static void assertParts(JsonObject line, long pid, String team) {
        boolean isTcp = line.getString("input").equals("imtcp");
        JsonObject message = message(line);
        assertThat(line.getString("facility")).isEqualTo(isTcp ? "local3" : "daemon");
        assertThat(line.getString("severity"))
                .isEqualTo(message.getString("level")
                        .toLowerCase(Locale.ROOT)
                        .replace("warn", "warning")
                        .replace("error", "err"));
        assertThat(line.getString("time")).isEqualTo(message.getString("@timestamp"));
        assertThat(line.getString("app")).isEqualTo("credence");
        assertThat(line.getString("process")).isEqualTo(Long.toString(pid));
        assertThat(line.getString("data")).isEqualTo("-");
        assertThat(line.getString("version")).isEqualTo("1");
        assertThat(message.getString("team")).isEqualTo(team);
    }

    private GatewayProcess gateway(String team) throws IOException {
        FakeVault vault = FakeVault.start(vertx, FreePort.next()).role("app", "assumed_role");
        Files.writeString(folder.resolve("vault.token"), FakeVault.TOKEN);
        Files.writeString(
                folder.resolve("caller.token"), FakeVault.CANARY + "-caller-0123456789abcdef0123456789abcdef");
        int workloads = FreePort.next();
        int ops = FreePort.next();
        Path configuration = Files.writeString(
                folder.resolve("credence.yaml"), """
                listeners: [{address: "127.0.0.1:%d"}]
                ops: {address: "127.0.0.1:%d"}
                backends: {vault: {address: "http://127.0.0.1:%d", auth: {method: token, token-file: vault.token}}}
                credentials: {app: {provider: aws, role: app}}
                callers: [{match: {token-file: caller.token}, credentials: [app]}, {match: any, credentials: [app]}]
                log:
                  format: json
                  level: debug
                  to:
                    - {syslog: {address: "127.0.0.1:%d"}}
                    - {syslog: {address: "127.0.0.1:%d", protocol: tcp, facility: local3}}
                  fields: {static: {team: '%s'}}
                """.formatted(workloads, ops, vault.port(), port, port, team));
        return GatewayProcess.serve(folder, workloads, ops, configuration);
    }

    /** Lines about that request. */
    private List<JsonObject> requests(String id) throws IOException {
        return received().stream()
                .filter(line -> id.equals(message(line).getString("request_id")))
                .toList();
    }

    private static JsonObject message(JsonObject line) {
        return new JsonObject(line.getString("message"));
    }

    private List<JsonObject> received() throws IOException {
        Path file = folder.resolve("received");
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(JsonObject::new).toList()
                : List.of();
    }
}
