package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.TimeSource;
import dev.credence.dev.DevVault;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DoctorCommandTest {
    private static final String APP = "credentials: {app: {provider: aws, role: dev}}\n";

    private final Vertx vertx = Vertx.vertx();
    private final int port = FreePort.next();
    private final int opsPort = FreePort.next();
    private final int metadataPort = FreePort.next();

    @TempDir
    private Path folder;

    private int vaultPort;

    @BeforeEach
    void startVault() {
        DevVault vault = new DevVault(
                vertx, Secret.of(FakeVault.TOKEN), Duration.ofHours(1), TimeSource.system(), new SplittableRandom(1));
        vaultPort = result(vault.start());
    }

    @AfterEach
    void stopVault() {
        result(vertx.close());
    }

    @Test
    void saysWhatServeWillFind() throws IOException {
        Run run = doctor(APP);

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "ok   listener 127.0.0.1:" + port + ": can be listened on",
                        "ok   ops 127.0.0.1:" + opsPort + ": can be listened on",
                        "ok   backend vault: http://127.0.0.1:" + vaultPort + " answers (version 1.21.0, unsealed)",
                        "ok   login vault: the token works (policies root) and does not end",
                        "ok   mount aws of vault: holds the engine aws",
                        "ok   credential app: aws/creds/dev is permitted (read)",
                        "ok   credential app: the role is there: aws/roles/dev (assumed_role)",
                        "warn metadata 127.0.0.1:" + metadataPort + ": nobody listens there: start the gateway, and"
                                + " redirect it to 127.0.0.1:" + port + " (docs/operations.md), or set what \"credence"
                                + " env\" prints");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void issuesOnlyWhenToldTo() throws IOException {
        assertThat(doctor(APP).lines()).noneMatch(line -> line.contains("issued"));
        assertThat(doctor(APP, "--issue").lines())
                .anyMatch(line -> line.matches("ok   credential app: issued \\.\\.\\.\\w{4} until .*"));
    }

    @Test
    void leavesWithTheConfigurationsCodeAndWordsWhenItIsInvalid() throws IOException {
        Run run = doctor("credentials: {app: {provider: aws, rle: dev}}\n");

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors())
                .hasSize(2)
                .allMatch(line -> line.startsWith("credence: " + file() + ":"))
                .anyMatch(line -> line.contains("did you mean role?"));
    }

    @Test
    void leavesWithTheConfigurationsCodeWhenAMountIsOfAnotherKind() throws IOException {
        Run run = doctor("credentials: {app: {provider: aws, mount: gcp, role: dev}}\n");

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.lines()).anyMatch(line -> line.startsWith("FAIL mount gcp of vault: "));
    }

    @Test
    void leavesWithTheCodeOfARefusal() throws IOException {
        Run run = doctor("credentials: {app: {provider: aws, role: nobody}}\n");

        assertThat(run.exitCode()).isEqualTo(77);
        assertThat(run.lines()).anyMatch(line -> line.startsWith("FAIL credential app: there is no role nobody: "));
    }

    @Test
    void leavesWithTheCodeOfATakenAddress() throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Run run = doctor(APP);

            assertThat(taken.isBound()).isTrue();
            assertThat(run.exitCode()).isEqualTo(73);
            assertThat(run.lines())
                    .contains("FAIL listener 127.0.0.1:" + port + ": in use, and whoever listens there does not answer:"
                            + " stop it (ss -ltnp shows it), or change listeners.0.address");
        }
    }

    @Test
    void whoeverIsNoGatewayIsInTheWay() throws IOException {
        result(vertx.createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(404).end())
                .listen(port, "127.0.0.1"));

        Run run = doctor(APP);

        assertThat(run.exitCode()).isEqualTo(73);
        assertThat(run.lines())
                .contains("FAIL listener 127.0.0.1:" + port + ": in use, and not by a gateway: stop what uses it (ss"
                        + " -ltnp shows it), or change listeners.0.address");
    }

    @Test
    void aBackEndThatIsAwayTellsMoreThanATakenAddress() throws IOException {
        vaultPort = FreePort.next();
        try (ServerSocket taken = new ServerSocket(opsPort, 1, InetAddress.getLoopbackAddress())) {
            Run run = doctor(APP);

            assertThat(taken.isBound()).isTrue();
            assertThat(run.exitCode()).isEqualTo(69);
            assertThat(run.lines())
                    .anyMatch(line -> line.startsWith("FAIL ops 127.0.0.1:" + opsPort))
                    .contains(
                            "FAIL backend vault: http://127.0.0.1:" + vaultPort
                                    + ": refuses connections: start Vault, or correct backends.vault.address"
                                    + " (VAULT_ADDR)",
                            "skip login vault: the back end does not work",
                            "skip credential app: back end vault does not work");
        }
    }

    @Test
    void anAddressOfAnotherMachineCannotBeListenedOn() throws IOException {
        // TEST-NET-1 of RFC 5737: nothing is sent there, it is only tried to bind it.
        Run run = doctor(APP + "callers: [{match: any, credentials: [app]}]\n", "192.0.2.1");

        assertThat(run.exitCode()).isEqualTo(73);
        assertThat(run.lines())
                .anyMatch(line -> line.startsWith("FAIL listener 192.0.2.1:" + port + ": ")
                        && line.endsWith(": name an address of this machine in listeners.0.address"));
    }

    @Test
    void warnsOfSomethingElseAtTheMetadataAddress() throws IOException {
        result(vertx.createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(401).end())
                .listen(metadataPort, "127.0.0.1"));

        Run run = doctor(APP);

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .last()
                .asString()
                .startsWith("warn metadata 127.0.0.1:" + metadataPort
                        + ": something else answers there (status 401): workloads that are not pointed here may get the"
                        + " node's own credentials; redirect it to 127.0.0.1:" + port);
    }

    @Test
    void aServerThatSendsTheIdBackWithASuccessIsNoGateway() throws IOException {
        result(vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("X-Request-ID", request.getHeader("X-Request-ID"))
                        .end())
                .listen(metadataPort, "127.0.0.1"));

        assertThat(doctor(APP).lines()).last().asString().contains("something else answers there (status 200)");
    }

    @Test
    void warnsOfSecretsThatEveryoneCanRead() throws IOException {
        Path token = Files.writeString(folder.resolve("app.token"), FakeVault.TOKEN);
        String callers = "callers: [{match: {token-file: app.token}, credentials: [app]}]\n";
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));

        Run open = doctor(APP + callers);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        Run closed = doctor(APP + callers);

        assertThat(open.exitCode()).isZero();
        assertThat(open.lines())
                .contains("warn file " + token + ": every user of this machine can read callers.0.match.token-file:"
                        + " chmod o= " + token);
        assertThat(closed.lines()).noneMatch(line -> line.contains("chmod"));
        assertThat(open.out() + open.err()).doesNotContain(FakeVault.CANARY);
    }

    @Test
    void saysWhoAnswersWherePathsAreHandedTo() throws IOException {
        int real = result(vertx.createHttpServer()
                        .requestHandler(
                                request -> request.response().setStatusCode(401).end())
                        .listen(0, "127.0.0.1"))
                .actualPort();
        int gateway = result(vertx.createHttpServer()
                        .requestHandler(request -> request.response()
                                .setStatusCode(404)
                                .putHeader("X-Request-ID", request.getHeader("X-Request-ID"))
                                .end())
                        .listen(0, "127.0.0.1"))
                .actualPort();
        int nobody = FreePort.next();

        assertThat(doctor(APP + passthrough(real)).lines())
                .contains("ok   passthrough http://127.0.0.1:" + real + ": answers (status 401), and is no gateway");
        assertThat(doctor(APP + passthrough(gateway)).lines())
                .contains(
                        "warn passthrough http://127.0.0.1:" + gateway + ": a gateway answers there: if it is this one,"
                                + " \"serve\" will not start; exempt the gateway itself from the redirect (docs/routing.md)");
        assertThat(doctor(APP + passthrough(nobody)).lines())
                .contains("warn passthrough http://127.0.0.1:" + nobody + ": nobody answers there, so the paths of"
                        + " providers.aws.passthrough.allow will get 503: correct"
                        + " providers.aws.passthrough.address, or empty allow");
        assertThat(doctor(APP).lines()).noneMatch(line -> line.contains("passthrough"));
    }

    private static String passthrough(int port) {
        return "providers: {aws: {passthrough: {address: 'http://127.0.0.1:" + port + "', allow: ['*']}}}\n";
    }

    @Test
    void printsNoColoursWhereNobodySeesThem() throws IOException {
        assertThat(doctor(APP).out()).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "127.0.0.1", ":80", "127.0.0.1:65536"})
    void aMetadataAddressThatIsNoneIsNotTaken(String address) {
        Run run = Run.of("doctor", "--metadata-address", address);

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors())
                .singleElement()
                .asString()
                .startsWith("credence: --metadata-address: \"" + address + "\" ")
                .endsWith("see \"credence doctor --help\"");
    }

    private Run doctor(String text, String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of(more));
        String host = !options.isEmpty() && !options.get(0).startsWith("-") ? options.remove(0) : "127.0.0.1";
        Files.writeString(
                file(),
                "listeners: [{address: '" + host + ":" + port + "'}]\nops: {address: '127.0.0.1:" + opsPort + "'}\n"
                        + text);
        List<String> arguments = new ArrayList<>(
                List.of("doctor", "-c", file().toString(), "--metadata-address", "127.0.0.1:" + metadataPort));
        arguments.addAll(options);
        return Run.with("VAULT_ADDR", "http://127.0.0.1:" + vaultPort, arguments.toArray(String[]::new));
    }

    private Path file() {
        return folder.resolve("credence.yaml");
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
