package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Credence as its users run it: the jar in a process of its own, at its own addresses. */
final class Gateway implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration COMMAND = Duration.ofSeconds(30);
    /** Longer than a breaker stays open and a refusal is remembered, one after the other. */
    private static final Duration HEALING = Duration.ofSeconds(120);

    private static final Pattern EXPORT = Pattern.compile("^export (\\w+)=(.*)$", Pattern.MULTILINE);

    private final Http workloads;
    private final Http ops;
    private final ChildProcess process;

    private Gateway(Path folder, int port, int opsPort, List<String> arguments) {
        this.workloads = new Http(port);
        this.ops = new Http(opsPort);
        this.process = ChildProcess.start("credence", folder, Map.of(), command(arguments));
    }

    /** {@code serve} with a configuration file that lies in {@code folder}. */
    static Gateway serve(Path folder, int port, int opsPort, Path configuration) {
        return new Gateway(folder, port, opsPort, List.of("serve", "-c", configuration.toString()));
    }

    /** {@code serve --dev}, which needs no configuration. */
    static Gateway dev(Path folder, List<String> more) {
        int port = FreePort.next();
        int opsPort = FreePort.next();
        var arguments = new ArrayList<>(
                List.of("serve", "--dev", "--port", Integer.toString(port), "--ops-port", Integer.toString(opsPort)));
        arguments.addAll(more);
        return new Gateway(folder, port, opsPort, arguments);
    }

    /** The environment that {@code credence env FORM -c CONFIGURATION} prints for a workload. */
    static Map<String, String> environment(Path folder, String form, Path configuration) {
        var command = command(List.of("env", form, "-c", configuration.toString()));
        try (var env = ChildProcess.start("credence-env", folder, Map.of(), command)) {
            return exports(env.succeedWithin(COMMAND).stdout());
        }
    }

    /** What the development gateway printed for its workloads. */
    Map<String, String> printedEnvironment() {
        await("what is printed for workloads").atMost(START).until(() -> exports(process.stdout())
                .containsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
        return exports(process.stdout());
    }

    /** Waits until it can issue or serve everything that it is configured for. */
    Gateway ready() {
        await("readiness").atMost(HEALING).untilAsserted(() -> {
            var readiness = ops.get("/readyz");
            assertThat(readiness.statusCode())
                    .as(() -> readiness.body() + "\n" + log())
                    .isEqualTo(200);
        });
        return this;
    }

    /** Waits until it serves this credential, whatever the state of others. */
    Gateway serving(String callerToken, String name) {
        await("credential " + name).atMost(HEALING).untilAsserted(() -> {
            var credentials = containerCredentials(callerToken, name);
            assertThat(credentials.statusCode()).as(this::log).isEqualTo(200);
        });
        return this;
    }

    String address() {
        return workloads.base();
    }

    HttpResponse<String> ops(String path) {
        return ops.get(path);
    }

    /** A session token of IMDSv2. */
    String sessionToken() {
        var response = workloads.send("PUT", "/latest/api/token", "", "X-aws-ec2-metadata-token-ttl-seconds", "300");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** The credentials that IMDSv2 gives for a role. */
    HttpResponse<String> imdsCredentials(String sessionToken, String role) {
        return workloads.get(
                "/latest/meta-data/iam/security-credentials/" + role, "X-aws-ec2-metadata-token", sessionToken);
    }

    HttpResponse<String> containerCredentials(String callerToken, String name) {
        return workloads.get("/v1/credentials/" + name, "Authorization", callerToken);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() {
        return process.log();
    }

    /** Its whole output so far and, as long as it lives, all that its ops listener shows. */
    Map<String, String> everythingSaid() {
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
    Gateway alive() {
        await("listening").atMost(START).until(() -> {
            assertThat(process.isAlive()).as(process::log).isTrue();
            return ops.isOk("/healthz");
        });
        return this;
    }

    private static List<String> command(List<String> arguments) {
        var command = new ArrayList<>(
                List.of(Tools.java().toString(), "-Xmx64m", "-jar", Tools.jar().toString()));
        command.addAll(arguments);
        return command;
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
