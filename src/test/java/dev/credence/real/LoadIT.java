package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code k6/run}: the short forms of all load scripts hold, and nothing stays behind however it ends. */
@Tag("real")
class LoadIT {
    private static final Duration ALL = Duration.ofMinutes(6);
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofSeconds(30);
    private static final List<String> SCRIPTS =
            List.of("hit", "mixed", "herd", "refresh", "outage", "rolling", "soak", "ramp");

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void everyShortFormHoldsItsThresholdsAndNothingStays() throws IOException {
        try (var run = run("--short", "all")) {
            run.succeedWithin(ALL);
            System.out.println(run.stdout());

            SCRIPTS.forEach(script -> assertThat(run.stdout()).containsPattern("\n" + script + " +passed "));
        }
        SCRIPTS.forEach(script -> {
            var told = told(script);
            assertThat(told.getBoolean("passed")).as(script).isTrue();
            assertThat(told.getInteger("failed")).as(script).isZero();
            assertThat(told.getInteger("failed_checks")).as(script).isZero();
            assertThat(told.getInteger("requests")).as(script).isGreaterThan(200);
        });
        assertThat(told("herd").getJsonArray("waves")).hasSize(2).allSatisfy(wave -> {
            assertThat(((JsonObject) wave).getInteger("upstream_calls")).isEqualTo(1);
            assertThat(((JsonObject) wave).getInteger("callers")).isEqualTo(1000);
        });
        assertThat(told("refresh").getInteger("renewals")).isGreaterThanOrEqualTo(3);
        assertThat(told("outage").getInteger("failed_renewals")).isPositive();
        assertThat(told("outage").getInteger("hits_while_down")).isPositive();
        assertThat(told("rolling").getInteger("restarts")).isEqualTo(3);
        assertThat(told("ramp").getJsonArray("steps")).isNotEmpty();
        assertThat(told("soak").getDouble("resident_mib_most")).isPositive();
        assertThat(temporary()).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "KILL"})
    void nothingStaysWhenItIsEndedInTheMiddle(String signal) throws IOException {
        try (var run = run("soak")) {
            await("load").atMost(START).until(() -> log("soak.k6.log") && run.isAlive());
            var started = run.descendants();
            assertThat(started.stream().filter(ProcessHandle::isAlive).count()).isGreaterThanOrEqualTo(4);

            run.signal(signal);

            assertThat(run.exitCodeWithin(END)).isNotZero();
            await("the end of what it started").atMost(END).untilAsserted(() -> {
                assertThat(started).noneMatch(ProcessHandle::isAlive);
                assertThat(temporary()).isEmptyDirectory();
            });
        }
    }

    @Test
    void wrongArgumentsAndAMissingJdkAreToldAndStartNothing() throws IOException {
        try (var run = run("nonsense")) {
            assertThat(run.exitCodeWithin(END)).isEqualTo(64);
            assertThat(run.stderr()).contains("usage: k6/run");
        }
        try (var run = run(Map.of("JAVA_HOME", rig.folder().toString()), "hit")) {
            assertThat(run.exitCodeWithin(END)).isEqualTo(1);
            assertThat(run.stderr()).contains("JAVA_HOME");
        }
        assertThat(temporary()).isEmptyDirectory();
    }

    @Test
    void shellcheckFindsNothingInIt() {
        var command =
                List.of(Tools.shellcheck().toString(), Tools.loadScript("run").toString());
        try (var shellcheck = ChildProcess.start("shellcheck", rig.folder(), Map.of(), command)) {
            assertThat(shellcheck.succeedWithin(END).stdout()).isEmpty();
        }
    }

    private ChildProcess run(String... arguments) throws IOException {
        return run(Map.of(), arguments);
    }

    private ChildProcess run(Map<String, String> more, String... arguments) throws IOException {
        var command = new ArrayList<>(
                List.of(Tools.loadScript("run").toString(), "--out", results().toString()));
        command.addAll(List.of(arguments));
        var environment = new HashMap<>(Map.of(
                "TMPDIR", temporary().toString(),
                "JAVA_HOME", System.getProperty("java.home"),
                "CREDENCE_JAR", CredenceJar.path().toString()));
        environment.putAll(more);
        return ChildProcess.start("k6-run", rig.folder(), environment, command);
    }

    private Path temporary() throws IOException {
        return Files.createDirectories(rig.folder().resolve("temporary"));
    }

    private Path results() {
        return rig.folder().resolve("results");
    }

    private boolean log(String name) {
        return Files.exists(results().resolve(name));
    }

    private JsonObject told(String script) {
        try {
            return new JsonObject(Files.readString(results().resolve(script + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
