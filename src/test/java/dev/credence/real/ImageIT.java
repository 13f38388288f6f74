package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import dev.credence.testing.Http;
import dev.credence.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The image without a container engine: what the Dockerfile runs to build it is run here, and what it says to start is started
 * in that root, which cannot be written, as its user, in front of a Vault that speaks TLS.
 */
@Tag("real")
class ImageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLLS = Duration.ofMillis(10);
    private static final Duration BUILDING = Duration.ofMinutes(5);
    private static final Map<String, String> ENVIRONMENT =
            Map.of("AWS_EC2_METADATA_DISABLED", "true", "VAULT_TOKEN", FakeVault.TOKEN);

    private static final Vertx VERTX = Vertx.vertx();
    private static final int PORT = FreePort.next();
    private static final int OPS_PORT = FreePort.next();
    private static Path folder = Path.of("");
    private static Path root = Path.of("");
    private static Path configuration = Path.of("");
    private static FakeVault vault = FakeVault.start(VERTX);

    private final Dockerfile dockerfile = Dockerfile.read();

    ImageIT() throws IOException {}

    @BeforeAll
    static void build() throws Exception {
        folder = Tools.workFolder("image");
        root = folder.resolve("root");
        configuration = Files.createDirectory(folder.resolve("etc"));
        var certificates = TestCertificates.in(configuration);
        vault.close();
        vault = FakeVault.start(VERTX, new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.server()))
                .role("app", "assumed_role");
        Files.writeString(configuration.resolve("session.key"), "0123456789abcdef".repeat(3));
        Files.writeString(configuration.resolve("credence.yaml"), """
                listeners: [{address: "127.0.0.1:%d", reuse-port: true}]
                ops: {address: "127.0.0.1:%d", reuse-port: true}
                providers: {aws: {token-key-file: session.key}}
                backends:
                  vault:
                    type: vault
                    address: "%s"
                    tls: {ca-certificate: "%s"}
                credentials: {app: {provider: aws, role: app}}
                """.formatted(
                        PORT, OPS_PORT, vault.address(), configuration.relativize(certificates.authority())));
        var steps = List.of(
                Tools.file("tools/image-root").toString(), CredenceJar.path().toString(), root.toString());
        var jdk = Map.of("JAVA_HOME", Tools.jdk(25).toString());
        try (var building = ChildProcess.start("build", folder, jdk, steps)) {
            building.succeedWithin(BUILDING);
        }
    }

    @AfterAll
    static void close() throws IOException {
        vault.close();
        VERTX.close();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theLinterFindsNothingInTheDockerfile() {
        var command = List.of(Tools.hadolint().toString(), Dockerfile.path().toString());
        try (var linter = ChildProcess.start("hadolint", folder, Map.of(), command)) {
            assertThat(linter.succeedWithin(PATIENCE).stdout()).isEmpty();
        }
    }

    @Test
    void shellcheckFindsNothingInWhatBuildsIt() {
        var command = Stream.of("tools/image-root", "tools/install", "tools/reproducible", "src/test/sh/in-image")
                .map(script -> Tools.file(script).toString());
        try (var shellcheck = ChildProcess.start(
                "shellcheck",
                folder,
                Map.of(),
                Stream.concat(Stream.of(Tools.shellcheck().toString()), command).toList())) {
            assertThat(shellcheck.succeedWithin(PATIENCE).stdout()).isEmpty();
        }
    }

    @Test
    void itServesCredentialsAndSaysWhetherItIsHealthy() {
        var command = new ArrayList<>(dockerfile.command("ENTRYPOINT"));
        command.addAll(dockerfile.command("CMD"));
        var health = dockerfile.command("HEALTHCHECK");
        var address = Map.of("CREDENCE_OPS_ADDRESS", "127.0.0.1:" + OPS_PORT);

        assertThat(exitCode(health, address)).isNotZero();
        long start = System.nanoTime();
        try (var gateway = start("serve", command, Map.of())) {
            await("an answer")
                    .atMost(PATIENCE)
                    .pollInterval(POLLS)
                    .until(() -> answer().contains("\"AccessKeyId\"") || !gateway.isAlive());
            System.out.println("the image's first answer: after " + (System.nanoTime() - start) / 1_000_000 + " ms");

            assertThat(exitCode(health, address)).as(gateway::log).isZero();
            assertThat(gateway.stderr()).isEmpty();
            // It has found its library, though it can unpack nothing here.
            assertThat(gateway.stdout()).contains("listening").doesNotContain("may be reset");
            gateway.terminate();
            assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
        }
        assertThat(exitCode(health, address)).isNotZero();
    }

    @Test
    void itsClassesComeOutOfTheArchive() {
        var command = new ArrayList<>(dockerfile.command("ENTRYPOINT"));
        command.add(command.indexOf("-jar"), "-Xlog:class+load:stdout");
        command.addAll(List.of("check", "-c", "/etc/credence"));

        try (var check = start("check", command, Map.of())) {
            check.succeedWithin(PATIENCE);

            assertThat(check.stderr()).isEmpty();
            long archived = loaded(check.stdout(), "shared objects file");
            long others = loaded(check.stdout(), "file:");
            assertThat(archived).isGreaterThan(50);
            assertThat(others).isLessThan(archived / 10);
        }
    }

    @Test
    void everyCommandRunsOnTheModulesThatAreLeft() {
        assertThat(run("--version").stdout()).startsWith("credence ");
        assertThat(run("doctor", "-c", "/etc/credence", "--issue", "--metadata-address", "127.0.0.1:" + PORT)
                        .stdout())
                .contains("ok   login vault", "ok   credential app: issued");
        assertThat(run("process", "-c", "/etc/credence", "-r", "app", "--no-cache")
                        .stdout())
                .startsWith("{\"Version\":1,");
        assertThat(run("env", "aws", "-c", "/etc/credence").stdout())
                .contains("AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:" + PORT);
        assertThat(run("completion", "bash").stdout()).contains("complete");
        assertThat(run("help", "serve").stdout()).contains("Usage: credence serve");
    }

    @Test
    void itHasTheModulesThatTheJarNames() {
        var named = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(named),
                        new PrintWriter(System.err),
                        "--multi-release",
                        "base",
                        "--ignore-missing-deps",
                        "--list-deps",
                        CredenceJar.path().toString());
        var java = List.of(root.resolve("opt/credence/runtime/bin/java").toString(), "--list-modules");
        try (var modules = ChildProcess.start("modules", folder, Map.of(), java)) {
            var there = modules.succeedWithin(PATIENCE)
                    .stdout()
                    .lines()
                    .map(module -> module.replaceFirst("@.*", ""))
                    .toList();

            assertThat(named.toString().lines().map(String::strip))
                    .contains("java.base", "java.net.http")
                    // Vert.x compiles verticles that are given as source; ours are not.
                    .filteredOn(module -> !module.equals("java.compiler"))
                    .isSubsetOf(there);
        }
    }

    @Test
    void nothingIsInItThatCouldRunButJava() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            Set<String> programs = files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .map(file -> root.relativize(file).toString())
                    .filter(file -> !file.matches(".*\\.so(\\.\\d+)*"))
                    .collect(Collectors.toSet());

            assertThat(programs)
                    .containsExactlyInAnyOrder(
                            "opt/credence/runtime/bin/java",
                            "opt/credence/runtime/lib/jexec",
                            "opt/credence/runtime/lib/jspawnhelper");
        }
        assertThat(dockerfile.word("USER")).matches("[1-9]\\d+:[1-9]\\d+");
    }

    private static long loaded(String log, String source) {
        return log.lines()
                .filter(line -> line.contains("] dev.credence.") && line.contains(" source: " + source))
                .count();
    }

    private ChildProcess run(String... arguments) {
        var command = new ArrayList<>(dockerfile.command("ENTRYPOINT"));
        command.addAll(List.of(arguments));
        try (var run = start(arguments[0].replace("-", ""), command, Map.of())) {
            run.exitCodeWithin(PATIENCE);
            assertThat(run.exitCodeWithin(PATIENCE)).as(run::log).isZero();
            return run;
        }
    }

    private int exitCode(List<String> command, Map<String, String> more) {
        try (var run = start("health", command, more)) {
            return run.exitCodeWithin(PATIENCE);
        }
    }

    private ChildProcess start(String name, List<String> command, Map<String, String> more) {
        // Whoever is not root is root in a namespace of his own, and nobody else there.
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        var all = new ArrayList<>(List.of("unshare", "--mount"));
        if (!isRoot) {
            all.add("--map-root-user");
        }
        all.addAll(List.of(
                Tools.file("src/test/sh/in-image").toString(),
                root.toString(),
                configuration.toString(),
                isRoot ? dockerfile.word("USER") : ""));
        all.addAll(command);
        var environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(more);
        return ChildProcess.start(name, folder, environment, all);
    }

    /** What the gateway gives an SDK; nothing before it is ready. */
    private static String answer() {
        var listener = new Http(PORT);
        if (!new Http(OPS_PORT).isOk("/readyz")) {
            return "";
        }
        var session = listener.send("PUT", "/latest/api/token", "", "X-aws-ec2-metadata-token-ttl-seconds", "300");
        var given = listener.get(
                "/latest/meta-data/iam/security-credentials/app", "X-aws-ec2-metadata-token", session.body());
        return given.body();
    }
}
