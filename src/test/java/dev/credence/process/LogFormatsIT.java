package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.CredenceJar;
import dev.credence.testing.FakeVault;
import dev.credence.testing.GatewayProcess;
import dev.credence.testing.Http;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of the jar, as programs read it. */
class LogFormatsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** What only other formats and sinks need. */
    private static final List<String> UNWANTED = List.of(
            "com.fasterxml.jackson.databind.",
            "net.logstash.",
            "de.siegmar.",
            "dev.credence.logging.SyslogEncoder",
            "dev.credence.logging.FileOutlet",
            "dev.credence.logging.TcpOutlet",
            "dev.credence.logging.UdpOutlet");

    @RegisterExtension
    private final Site site = new Site();

    @ParameterizedTest
    @ValueSource(strings = {"json", "gelf"})
    void everyLineIsOneObjectFromTheFirstToTheLast(String format) {
        site.vault();
        var gateway = site.serve(
                        Site.APP + "log: {format: " + format + ", fields: {headers: [X-Team], static: {cluster: a}}}\n")
                .ready();

        gateway.workloads()
                .get("/v1/credentials/app", "Authorization", "wrong", "X-Request-ID", "id-1", "X-Team", "t\"1");
        gateway.containerCredentials(Site.CALLER_TOKEN, "app");
        gateway.terminate();
        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();

        List<JsonObject> lines = gateway.stdout().lines().map(JsonObject::new).toList();
        String prefix = format.equals("gelf") ? "_" : "";
        assertThat(lines).hasSizeGreaterThan(5).allSatisfy(line -> assertThat(line.getString(prefix + "cluster"))
                .isEqualTo("a"));
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.getString(prefix + "request_id")).isEqualTo("id-1");
            assertThat(line.getString(prefix + "header.x_team")).isEqualTo("t\"1");
        });
        assertThat(lines).anySatisfy(line -> assertThat(line.getValue(prefix + "duration_ms"))
                .isInstanceOf(Number.class));
        JsonObject last = lines.get(lines.size() - 1);
        assertThat(last.getString(format.equals("gelf") ? "short_message" : "message"))
                .isEqualTo("stopped");
        assertThat(gateway.stderr()).isEmpty();
    }

    @Test
    void aFileIsFollowedWhenItIsMovedAndOpenedAnewByTheSignal() throws IOException {
        site.vault();
        var gateway =
                site.serve(Site.APP + "log: {to: [{file: {path: app.log}}]}\n").ready();
        Path log = site.folder().resolve("app.log");
        await().until(() -> Files.readString(log).contains("credence serves"));
        assertThat(gateway.stdout()).isEmpty();

        Files.move(log, site.folder().resolve("app.log.moved"));
        gateway.hangUp();
        await().atMost(PATIENCE)
                .until(() -> Files.exists(log) && Files.readString(log).contains("configuration reloaded"));
        gateway.terminate();
        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();

        assertThat(Files.readString(site.folder().resolve("app.log.moved"))).doesNotContain("reloaded");
        assertThat(Files.readAllLines(log)).last().asString().matches(".* credence.serve +stopped *");
    }

    @Test
    void aReloadTakesOverFormatSinksAndLevels() throws IOException {
        site.vault();
        var gateway = site.serve(Site.APP).ready();
        Path audit = site.folder().resolve("audit.log");

        site.configure(Site.APP
                + "log: {format: json, levels: {credential: \"off\"}, audit: {to: [{file: {path: audit.log}}]}}\n");
        gateway.hangUp();
        await().atMost(PATIENCE).until(() -> gateway.stdout().contains("\"configuration reloaded\""));
        gateway.containerCredentials(Site.CALLER_TOKEN, "app");
        new Http(site.opsPort())
                .send("POST", "/credentials/app/refresh", "", "Authorization", "Bearer " + Site.OPS_TOKEN);
        String session = gateway.sessionToken();
        gateway.imdsCredentials(session, "app");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(audit) && Files.readString(audit).contains("credential given"));

        assertThat(Files.readAllLines(audit)).allSatisfy(line -> assertThat(new JsonObject(line).getString("logger"))
                .isEqualTo("credence.audit"));
        assertThat(gateway.stdout()).doesNotContain("credential given", "\"credence.credential\"");
    }

    @Test
    void aLogThatCannotBeWrittenEndsTheStartAndIsFoundByCheck() {
        site.configure(Site.APP + "log: {to: [{file: {path: /no/such/directory/a.log}}]}\n");
        var check = CredenceJar.run(
                site.folder(), "check", "-c", site.configuration().toString());
        var serve = CredenceJar.run(
                site.folder(), "serve", "-c", site.configuration().toString());

        assertThat(check.exitCode()).isEqualTo(78);
        assertThat(serve.exitCode()).isEqualTo(73);
        assertThat(check.err())
                .isEqualTo(serve.err())
                .contains("/no/such/directory/a.log cannot be written: no such directory");
    }

    @Test
    void textOnStandardOutputLoadsNothingThatOnlyOtherFormatsNeed() {
        Path configuration = site.configure(Site.APP);
        try (var gateway = GatewayProcess.serve(
                site.folder(),
                site.port(),
                site.opsPort(),
                configuration,
                Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load"))) {
            await().atMost(PATIENCE).until(() -> gateway.stdout().contains("credence serves"));

            assertThat(gateway.stdout()).contains("dev.credence.logging.ConsoleOutlet");
            for (String unwanted : UNWANTED) {
                assertThat(gateway.stdout().contains(unwanted)).as(unwanted).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "gelf"})
    void noFormatTellsASecret(String format) throws Exception {
        var vault = site.vault();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var sent = CompletableFuture.supplyAsync(() -> everythingSentTo(server));
        var gateway = site.serve(
                        Site.APP + "log: {format: " + format + ", level: trace, to: [stdout, {file: {path: all.log}},"
                                + " {syslog: {address: \"127.0.0.1:" + server.getLocalPort() + "\", protocol: tcp}}],"
                                + " fields: {headers: [User-Agent]}}\n")
                .ready();
        String session = gateway.sessionToken();
        gateway.imdsCredentials(session, "app");
        gateway.containerCredentials(Site.CALLER_TOKEN, "app");
        gateway.workloads().get("/v1/credentials/app", "Authorization", FakeVault.CANARY + "-guess");
        vault.revoke(FakeVault.TOKEN);
        new Http(site.opsPort())
                .send("POST", "/credentials/app/refresh", "", "Authorization", "Bearer " + Site.OPS_TOKEN);
        await().atMost(PATIENCE).until(() -> gateway.stdout().contains("not issued"));
        gateway.terminate();
        gateway.exitCodeWithin(PATIENCE);

        String file = Files.readString(site.folder().resolve("all.log"));
        assertThat(file).isEqualTo(gateway.stdout()).contains("DEBUG", "credential given");
        assertThat(SecretScan.findings("all.log", file, session)).isEmpty();
        String syslog = sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(syslog).contains("credential given", "stopped");
        assertThat(SecretScan.findings("syslog", syslog, session)).isEmpty();
    }

    private static String everythingSentTo(ServerSocket server) {
        try (server;
                Socket connection = server.accept()) {
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
