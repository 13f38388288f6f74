package dev.credence.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.bootstrap.DevMode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Credence as its users run it: the jar in a process of its own, at its own addresses. */
public final class GatewayProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    /** Longer than a breaker stays open and a refusal is remembered, one after the other. */
    private static final Duration HEALING = Duration.ofSeconds(120);

    private static final Pattern EXPORT = Pattern.compile("^export (\\w+)=(.*)$", Pattern.MULTILINE);

    private final Path folder;
    private final int port;
    private final Http workloads;
    private final Http ops;
    private final ChildProcess process;

    private GatewayProcess(
            Path folder, int port, int opsPort, List<String> arguments, Map<String, String> environment) {
        var variables = new HashMap<>(environment);
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        this.folder = folder;
        this.port = port;
        this.workloads = new Http(port);
        this.ops = new Http(opsPort);
        this.process = ChildProcess.start("credence", folder, variables, CredenceJar.command(folder, arguments));
    }

    /** {@code serve} with a configuration file that lies in {@code folder}. */
    public static GatewayProcess serve(Path folder, int port, int opsPort, Path configuration, String... more) {
        var arguments = new ArrayList<>(List.of("serve", "-c", configuration.toString()));
        arguments.addAll(List.of(more));
        return new GatewayProcess(folder, port, opsPort, arguments, Map.of());
    }

    /** {@code serve} with a configuration file, and with variables that a configuration may have values from. */
    public static GatewayProcess serve(
            Path folder, int port, int opsPort, Path configuration, Map<String, String> environment) {
        var arguments = List.of("serve", "-c", configuration.toString());
        return new GatewayProcess(folder, port, opsPort, arguments, environment);
    }

    /** {@code serve --dev}, which needs no configuration. */
    public static GatewayProcess dev(Path folder, List<String> more) {
        int port = FreePort.next();
        int opsPort = FreePort.next();
        var arguments = new ArrayList<>(
                List.of("serve", "--dev", "--port", Integer.toString(port), "--ops-port", Integer.toString(opsPort)));
        arguments.addAll(more);
        return new GatewayProcess(folder, port, opsPort, arguments, Map.of());
    }

    /** The environment that {@code credence env FORM -c CONFIGURATION} prints for a workload. */
    public static Map<String, String> environment(Path folder, String form, Path configuration) {
        var said = CredenceJar.run(folder, "env", form, "-c", configuration.toString());
        assertThat(said.exitCode()).as(said.err()).isZero();
        return exports(said.out());
    }

    /** The environment that {@code credence env FORM} prints for a workload of this development gateway. */
    public Map<String, String> environment(String form) {
        return environment(folder, form, configuration());
    }

    /** The file that the development gateway has written for other commands. */
    public Path configuration() {
        return DevMode.configurationAt(folder, port)
                .orElseThrow(() -> new AssertionError("no development gateway runs at port " + port));
    }

    /** What the development gateway printed for its workloads. */
    public Map<String, String> printedEnvironment() {
        await("what is printed for workloads").atMost(START).until(() -> process.stdout()
                .contains("credence serves"));
        return exports(process.stdout());
    }

    /** Waits until it can issue or serve everything that it is configured for. */
    public GatewayProcess ready() {
        await("readiness").atMost(HEALING).untilAsserted(() -> {
            var readiness = ops.get("/readyz");
            assertThat(readiness.statusCode())
                    .as(() -> readiness.body() + "\n" + log())
                    .isEqualTo(200);
        });
        return this;
    }

    /** Waits until it serves this credential, whatever the state of others. */
    public GatewayProcess serving(String callerToken, String name) {
        await("credential " + name).atMost(HEALING).untilAsserted(() -> {
            var credentials = containerCredentials(callerToken, name);
            assertThat(credentials.statusCode()).as(this::log).isEqualTo(200);
        });
        return this;
    }

    public String address() {
        return workloads.base();
    }

    public HttpResponse<String> ops(String path) {
        return ops.get(path);
    }

    /** Asks for a new one of that credential, whatever is held. */
    public HttpResponse<String> refresh(String opsToken, String name) {
        return ops.send("POST", "/credentials/" + name + "/refresh", "", "Authorization", "Bearer " + opsToken);
    }

    /** How often its log holds that. */
    public long logged(String words) {
        return process.stdout().lines().filter(line -> line.contains(words)).count();
    }

    /** A session token of IMDSv2. */
    public String sessionToken() {
        var response = workloads.send("PUT", "/latest/api/token", "", "X-aws-ec2-metadata-token-ttl-seconds", "300");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** The credentials that IMDSv2 gives for a role. */
    public HttpResponse<String> imdsCredentials(String sessionToken, String role) {
        return workloads.get(
                "/latest/meta-data/iam/security-credentials/" + role, "X-aws-ec2-metadata-token", sessionToken);
    }

    public HttpResponse<String> containerCredentials(String callerToken, String name) {
        return workloads.get("/v1/credentials/" + name, "Authorization", callerToken);
    }

    /** Plain HTTP to its first listener. */
    public Http workloads() {
        return workloads;
    }

    /** SIGTERM, without waiting for what comes of it. */
    public void terminate() {
        process.terminate();
    }

    /** SIGKILL: it says goodbye to nobody. */
    public void kill() {
        process.kill();
    }

    /** Sends the signal of that name, such as USR1. */
    public void signal(String name) {
        process.signal(name);
    }

    public long pid() {
        return process.pid();
    }

    /** Asks it to read its configuration again. */
    public void hangUp() {
        process.hangUp();
    }

    /** Waits for its end. */
    public int exitCodeWithin(Duration limit) {
        return process.exitCodeWithin(limit);
    }

    public String stdout() {
        return process.stdout();
    }

    public String stderr() {
        return process.stderr();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String log() {
        return process.log();
    }

    /** Its whole output so far and, as long as it lives, all that its ops listener shows. */
    public Map<String, String> everythingSaid() {
        var said = new HashMap<String, String>();
        if (isAlive()) {
            for (var path : List.of("/", "/healthz", "/readyz", "/status", "/metrics")) {
                said.put(path, ops.get(path).body());
            }
        }
        said.put("standard output", process.stdout());
        said.put("standard error", process.stderr());
        return said;
    }

    @Override
    public void close() {
        process.close();
    }

    /** Waits until its listeners are open, whatever it can issue. */
    public GatewayProcess alive() {
        await("listening").atMost(START).until(() -> {
            assertThat(process.isAlive()).as(process::log).isTrue();
            return ops.isOk("/healthz");
        });
        return this;
    }

    private static Map<String, String> exports(String output) {
        var variables = new HashMap<String, String>();
        EXPORT.matcher(output)
                .results()
                .forEach(line ->
                        variables.put(line.group(1), line.group(2).strip().replaceAll("^(['\"])(.*)\\1$", "$2")));
        assertThat(variables).as(output).isNotEmpty();
        return variables;
    }
}
