package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code bench/run} in its shortest form: it measures what it says, and leaves nothing behind. No time is judged. */
@Tag("real")
class BenchIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGEST_PICTURE = 300 * 1024;

    private static Path folder;
    private static Path temporary;
    private static Path results;

    /** Every mode, once for all tests that look at what it found. */
    @BeforeAll
    static void measure() throws IOException {
        folder = Tools.workFolder("BenchIT");
        temporary = Files.createDirectory(folder.resolve("tmp"));
        results = folder.resolve("results");
        start("all", "--quick", "--out", results.toString()).succeedWithin(LIMIT);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(processes()).isEmpty();
        try (var files = Files.list(temporary)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void hitsAreComparedWithServersThatOnlyAnswer() {
        for (var server : List.of("credence", "credence-no-metrics", "bare", "bare-go")) {
            assertThat(median("hits", "CPU time per request", server)).isBetween(1.0, 1e5);
            assertThat(median("hits", "throughput", server)).isGreaterThan(10);
            assertThat(median("hits", "failed requests at that rate", server)).isZero();
            assertThat(median("hits", "latency p99 at 500 requests/s", server))
                    .isGreaterThanOrEqualTo(median("hits", "latency p50 at 500 requests/s", server));
            assertThat(median("hits", "resident memory, after load", server)).isBetween(1.0, 1000.0);
        }
        assertThat(median("hits", "allocation per request", "credence")).isBetween(100.0, 1e5);
        assertThat(result("hits", "CPU time per request", "credence").getJsonObject("ratio"))
                .isNotNull();
        assertThat(results.resolve("hits.md")).content().contains("| credence-no-metrics |");
    }

    @Test
    void startsAreMeasuredToTheFirstCorrectAnswer() {
        for (var way : List.of("credence", "credence-archive", "credence-launcher", "bare", "bare-go")) {
            assertThat(median("start", "process start to first correct answer", way))
                    .isGreaterThanOrEqualTo(median("start", "process start to listening", way));
        }
    }

    @Test
    void herdCostsOneCallAndNobodyIsLeftWithout() {
        for (int delay : List.of(300, 600)) {
            for (int callers : List.of(200, 2000)) {
                var subject = callers + " callers, back end takes " + delay + " ms";
                assertThat(median("herd", "calls to the back end", subject)).isEqualTo(1);
                assertThat(median("herd", "callers without a credential", subject))
                        .isZero();
                assertThat(median("herd", "every caller was answered within", subject))
                        .isGreaterThan(delay);
            }
        }
        assertThat(median("idle", "connections that were open to the end", "beside 500 open connections"))
                .isEqualTo(500);
        assertThat(median("idle", "failed requests at that rate", "beside 500 open connections"))
                .isZero();
    }

    @Test
    void noHitFailsWhileTheBackEndIsAway() {
        assertThat(median("outage", "failed requests", "whole run")).isZero();
        assertThat(median("outage", "credentials issued", "before the outage")).isGreaterThanOrEqualTo(20);
        assertThat(median("outage", "latency p99, over the windows", "windows without the back end"))
                .isPositive();
        assertThat(median("memory", "resident memory", "after the load")).isBetween(30.0, 1000.0);
        assertThat(median("memory", "requests of the load", "credence")).isGreaterThan(100);
        assertThat(median("scale", "CPU time per request", "two")).isPositive();
    }

    @Test
    void profileIsAPictureAndBenchmarksRun() throws IOException {
        assertThat(results.resolve("hit.svg")).content().startsWith("<svg ").contains("dev.credence.gateway.");
        assertThat(Files.size(results.resolve("hit.svg"))).isLessThan(LARGEST_PICTURE);
        for (var part : List.of("AwsHit.hit", "SessionTokens.check", "GcpRender.ofThisSecond", "AzureRender.render")) {
            assertThat(median("jmh", "time per operation", part)).isPositive();
        }
        assertThat(median("jmh", "allocation per operation", "AwsHit.render")).isPositive();
    }

    @Test
    void whatIsEndedInTheMiddleLeavesNothing() {
        var bench = start("outage", "--quick", "--outage", "600");
        await().atMost(PATIENCE).until(() -> processes().stream().anyMatch(line -> line.contains("load rate")));

        bench.terminate();

        assertThat(bench.exitCodeWithin(PATIENCE)).isEqualTo(143);
    }

    @Test
    void peersAreOnTheLoopbackOnly() {
        assertThat(start("--peer", "other", "true", "http://192.0.2.1:80/").exitCodeWithin(PATIENCE))
                .isEqualTo(1);
        assertThat(start("--no-such-option").exitCodeWithin(PATIENCE)).isEqualTo(64);
    }

    @Test
    void loadGeneratorDoesWhatItsTestsSay() {
        var command = List.of("go", "-C", Tools.bench().resolve("go").toString(), "test", "-count=1", "./...");
        ChildProcess.start("go-test", folder, environment(), command).succeedWithin(LIMIT);
    }

    @Test
    void shellcheckFindsNothing() throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Tools.shellcheck().toString(), "-x", "bench/run", "bench/process"));
        try (var parts = Files.list(Tools.bench().resolve("lib"))) {
            parts.map(Path::toString).filter(file -> file.endsWith(".sh")).forEach(command::add);
        }
        command.addAll(0, List.of("env", "-C", Tools.bench().getParent().toString()));
        assertThat(ChildProcess.start("shellcheck", folder, Map.of(), command)
                        .succeedWithin(PATIENCE)
                        .stdout())
                .isEmpty();
    }

    private static ChildProcess start(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Tools.bench().resolve("run").toString()));
        command.addAll(List.of(arguments));
        return ChildProcess.start("bench", folder, environment(), command);
    }

    private static Map<String, String> environment() {
        var cache = Optional.ofNullable(System.getenv("GOCACHE"))
                .orElse(System.getProperty("user.home") + "/.cache/go-build");
        Map<String, String> environment = new HashMap<>();
        environment.put("TMPDIR", temporary.toString());
        environment.put("GOCACHE", cache);
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        return environment;
    }

    /** The command lines of processes that know the folder of this test. */
    private static List<String> processes() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(temporary.toString()))
                .toList();
    }

    private static double median(String mode, String metric, String subject) {
        return result(mode, metric, subject).getDouble("median");
    }

    private static JsonObject result(String mode, String metric, String subject) {
        try {
            JsonArray all = new JsonObject(Files.readString(results.resolve(mode + ".json"))).getJsonArray("results");
            return all.stream()
                    .map(JsonObject.class::cast)
                    .filter(one -> one.getString("metric").equals(metric)
                            && one.getString("subject").equals(subject))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + metric + " of " + subject + " in " + all));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
