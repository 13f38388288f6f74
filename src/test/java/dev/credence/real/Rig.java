package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import dev.credence.testing.DockerForm;
import dev.credence.testing.FakeDocker;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import dev.credence.testing.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The parts of one test, started on request and ended after it.
 *
 * <p>After each test that passed, all that its gateways have said is searched for every secret that went through the rig.
 * When a test fails, the logs of all parts are printed and its folder below {@code target/real} stays.
 */
final class Rig implements BeforeEachCallback, AfterEachCallback {
    /** No other text holds it by accident, whatever is searched. */
    private static final String CANARY = "root-canary-";

    private static final Duration LOAD = Duration.ofMinutes(3);

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<String, Supplier<String>> logs = new HashMap<>();
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();
    private String rootToken;
    private String callerToken;
    private String opsToken;
    private Path folder;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        folder = Tools.workFolder(context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName());
        rootToken = secret(CANARY + UUID.randomUUID());
        callerToken = secret("caller-canary-" + UUID.randomUUID());
        opsToken = secret("ops-canary-" + UUID.randomUUID());
        Files.writeString(folder.resolve("ops.token"), opsToken);
        Files.writeString(folder.resolve("vault.token"), rootToken + "\n");
        Files.writeString(folder.resolve("app.token"), callerToken);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        boolean failed = context.getExecutionException().isPresent();
        try {
            if (failed) {
                logs.values().forEach(log -> System.err.println(log.get()));
                System.err.println("The files of this test stay in " + folder);
            } else {
                gateways.forEach(this::hasToldNoSecret);
            }
        } finally {
            while (!running.isEmpty()) {
                running.pop().close();
            }
        }
        if (!failed) {
            delete(folder);
        }
    }

    /** A moto that holds these roles. */
    Moto moto(String... roles) {
        var moto = started("moto", new Moto(folder), Moto::log).withRoles(new Python(folder), List.of(roles));
        secret(moto.secretKey());
        return moto;
    }

    /** A container engine on a socket, whose containers have addresses of that network. */
    FakeDocker docker(String subnet) throws IOException {
        // The path of a socket has 107 characters at most, which a folder named after a test may use up.
        var place = Files.createTempDirectory("credence-");
        running.push(() -> delete(place));
        secret(FakeVault.CANARY + "-environment");
        secret(FakeVault.CANARY + "-label");
        return started(
                        "docker",
                        FakeDocker.at(place.resolve("docker.sock"), DockerForm.DOCKER_27),
                        docker -> String.join("\n", docker.requests()))
                .subnets(subnet);
    }

    /** A Vault that is yet to be started; its address is known already. */
    RealVault vault() {
        return vault(Brand.VAULT);
    }

    /** A Vault, or what claims to be as good, that is yet to be started; its address is known already. */
    RealVault vault(Brand brand) {
        return started("vault", new RealVault(folder, brand, rootToken), RealVault::log);
    }

    /** Writes a configuration with listeners, a Vault and the given rest. */
    Configured configure(RealVault vault, String rest) throws IOException {
        return configure(
                "vault: {address: \"%s\", auth: {method: token, token-file: vault.token}}".formatted(vault.address()),
                rest);
    }

    /** Writes a configuration with listeners, the given back ends and the given rest. */
    Configured configure(String backends, String rest) throws IOException {
        int port = FreePort.next();
        int opsPort = FreePort.next();
        var file = Files.createTempFile(folder, "credence-", ".yaml");
        Files.writeString(file, """
                listeners: [{address: "127.0.0.1:%d"}]
                ops: {address: "127.0.0.1:%d", token-file: ops.token}
                backends: {%s}
                log: {level: debug}
                %s""".formatted(port, opsPort, backends, rest));
        return new Configured(file, port, opsPort);
    }

    /** {@code serve} with that configuration: it listens, and may have no credential yet. */
    GatewayProcess serve(Configured configured) {
        return serve(configured, Map.of());
    }

    /** {@code serve} with that configuration, and with these variables. */
    GatewayProcess serve(Configured configured, Map<String, String> environment) {
        return watched(GatewayProcess.serve(folder, configured.port, configured.opsPort, configured.file, environment));
    }

    GatewayProcess dev(String... more) {
        return watched(GatewayProcess.dev(folder, List.of(more)));
    }

    /** What {@code credence env} prints. */
    Map<String, String> environment(String form, Configured configured) {
        return GatewayProcess.environment(folder, form, configured.file);
    }

    /** What {@code credence doctor} says, which asks nobody but this machine. */
    CredenceJar.Said doctor(Configured configured) {
        var said = CredenceJar.run(
                folder,
                "doctor",
                "-c",
                configured.file.toString(),
                "--metadata-address",
                "127.0.0.1:" + FreePort.next());
        tellsNoSecret("doctor", said.out() + said.err());
        return said;
    }

    /** Asks the gateway for a new one of that credential, as an operator does. */
    void refresh(GatewayProcess gateway, String name) {
        assertThat(gateway.refresh(opsToken, name).statusCode()).isLessThan(300);
    }

    /** Who a fresh process with boto3 is, given nothing but this environment and an AWS to ask. */
    Identity identity(Map<String, String> environment, Moto moto) {
        return known(Identity.parse(python("identity.py", environment, moto)));
    }

    /** The same with the default chain of another SDK. */
    Identity identity(DefaultChain chain, Map<String, String> environment, Moto moto) {
        var given = new HashMap<>(environment);
        given.putAll(moto.environment());
        return known(Identity.parse(chain.run(folder, given)));
    }

    private Identity known(Identity identity) {
        secrets.addAll(identity.secrets());
        return identity;
    }

    /** As {@link #identity(Map, Moto)}, of a process in the container with that address, which waits for what it asks for. */
    Identity identityAt(String address, GatewayProcess gateway, Moto moto) {
        var identity = Identity.parse(python("container.py", Workload.environment(gateway), moto, address, "identity"));
        secrets.addAll(identity.secrets());
        return identity;
    }

    String python(String script, Map<String, String> environment, Moto moto, String... arguments) {
        var given = new HashMap<>(environment);
        given.putAll(moto.environment());
        return python(script, given, arguments);
    }

    String python(String script, Map<String, String> environment, String... arguments) {
        return new Python(folder).run(script, environment, List.of(arguments));
    }

    /** The tokens that an unmodified SDK gets from nothing but this environment, the next one when one has expired. */
    SdkTokens tokens(Sdk sdk, Map<String, String> environment, int rounds) {
        var seen = SdkTokens.parse(sdk.run(folder, environment, rounds));
        seen.tokens().forEach(token -> secret(token.value()));
        return seen;
    }

    /** Runs a script of {@code k6/} with these settings against a gateway; its thresholds must hold. */
    void k6(String script, GatewayProcess gateway, Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("CREDENCE_URL", gateway.address());
        try (var k6 = k6(script, environment)) {
            k6.succeedWithin(LOAD);
        }
    }

    /** Starts a script of {@code k6/} with nothing but this environment. */
    ChildProcess k6(String script, Map<String, String> environment) {
        var given = new HashMap<>(environment);
        given.put("K6_NO_USAGE_REPORT", "true");
        given.put("K6_AUTO_EXTENSION_RESOLUTION", "false");
        // k6 opens a control port of its own, by default always the same.
        var command = List.of(
                Tools.k6().toString(),
                "run",
                "--quiet",
                "--address",
                "127.0.0.1:" + FreePort.next(),
                Tools.loadScript(script).toString());
        return ChildProcess.start("k6", folder, given, command);
    }

    /** What no gateway may ever say. */
    String secret(String value) {
        assertThat(value).hasSizeGreaterThan(10);
        secrets.add(value);
        return value;
    }

    String rootToken() {
        return rootToken;
    }

    String callerToken() {
        return callerToken;
    }

    Path callerTokenFile() {
        return folder.resolve("app.token");
    }

    Path folder() {
        return folder;
    }

    /** Watched before it is waited for: one that never listens is ended, and its log shown, all the same. */
    private GatewayProcess watched(GatewayProcess gateway) {
        gateways.add(gateway);
        return started("credence", gateway, GatewayProcess::log).alive();
    }

    private void hasToldNoSecret(GatewayProcess gateway) {
        gateway.everythingSaid().forEach(this::tellsNoSecret);
    }

    private void tellsNoSecret(String where, String text) {
        for (var secret : secrets) {
            // The assertion's own message must not repeat what it looks for.
            assertThat(text.contains(secret))
                    .as("a secret in %s, which stays in %s", where, folder)
                    .isFalse();
        }
    }

    private <T extends AutoCloseable> T started(String name, T part, Function<T, String> log) {
        running.push(part);
        logs.put(name + logs.size(), () -> log.apply(part));
        return part;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A configuration file and the ports it names. */
    record Configured(Path file, int port, int opsPort) {}
}
