package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.deploy.Dashboard;
import dev.credence.testing.ChildProcess;
import dev.credence.testing.FreePort;
import dev.credence.testing.Http;
import dev.credence.testing.MeasuredGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is exported and what is deployed for it, judged by Prometheus itself. */
@Tag("real")
class MetricsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path RULES = Tools.file("deploy/prometheus/credence.rules.yaml");
    /** Names that libraries have given, and that dashboards of others rest on. */
    private static final Set<String> NAMES_OF_LIBRARIES = Set.of(
            "process_cpu_time_ns_total metric names should not contain abbreviated units",
            "system_cpu_count non-histogram and non-summary metrics should not have \"_count\" suffix");

    /** They show trouble, and there is none. */
    private static final Set<String> EMPTY_WHILE_ALL_IS_WELL = Set.of(
            "Until the first caller breaks, by gateway and credential", "Credentials that are in trouble", "Failures");

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void promtoolHasNothingToSayAboutOurNames() throws IOException {
        var gateway = rig.dev().ready();
        // The virtual machine's come after the start.
        await().until(() -> gateway.ops("/metrics").body().contains("process_cpu_time_ns_total"));
        Path scrape = Files.writeString(
                rig.folder().resolve("scrape"), gateway.ops("/metrics").body());

        var said = promtool("check metrics < " + scrape);
        said.exitCodeWithin(PATIENCE);

        assertThat(said.log()).contains("process_cpu_time_ns_total");
        assertThat((said.stdout() + said.stderr()).lines().filter(line -> !line.isBlank()))
                .isSubsetOf(NAMES_OF_LIBRARIES);
    }

    @Test
    void rulesAreValidAndFireWhenTheyShould() {
        promtool("check rules " + RULES).succeedWithin(PATIENCE);
        promtool("test rules " + RULES.resolveSibling("credence.rules.test.yaml"))
                .succeedWithin(PATIENCE);
    }

    @Test
    void prometheusAnswersEveryPanelAndEvaluatesEveryRule() throws IOException {
        try (MeasuredGateway gateway = MeasuredGateway.start(rig.folder());
                Prometheus prometheus = new Prometheus(gateway.opsPort())) {
            await("scrapes")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        gateway.happen();
                        return prometheus
                                        .query("count_over_time(credence_build_info[1m]) > 5")
                                        .size()
                                == 1;
                    });
            assertThat(Dashboard.read().queries()).allSatisfy(query -> {
                JsonArray result = prometheus.query(query.resolved());
                if (!EMPTY_WHILE_ALL_IS_WELL.contains(query.panel())) {
                    assertThat(result).as(query.toString()).isNotEmpty();
                }
            });
            assertThat(prometheus.rules()).hasSizeGreaterThan(20).allSatisfy(rule -> assertThat(
                            rule.getString("health"))
                    .as(rule.encode())
                    .isEqualTo("ok"));
            assertThat(prometheus.query("instance:credence_first_break_seconds:min"))
                    .hasSize(1);
            assertThat(prometheus.firing()).isSubsetOf("CredenceImdsV1Used");
        }
    }

    private ChildProcess promtool(String arguments) {
        return ChildProcess.start(
                "promtool",
                rig.folder(),
                Map.of(),
                List.of("bash", "-c", "exec " + Tools.promtool() + ' ' + arguments));
    }

    /** One that scrapes a gateway each second, with our rules. */
    private final class Prometheus implements AutoCloseable {
        private final Http http;
        private final ChildProcess process;

        Prometheus(int opsPort) throws IOException {
            int port = FreePort.next();
            Path configuration =
                    Files.writeString(rig.folder().resolve("prometheus.yaml"), """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: ["%s"]
                    scrape_configs:
                      - {job_name: credence, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                    """.formatted(RULES, opsPort));
            http = new Http(port);
            process = ChildProcess.start(
                    "prometheus",
                    rig.folder(),
                    Map.of(),
                    List.of(
                            Tools.prometheus().toString(),
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + rig.folder().resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port));
            await("Prometheus")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> http.isOk("/-/ready") || !process.isAlive());
            assertThat(process.isAlive()).as(process.log()).isTrue();
        }

        /** The vector that it answers; an error fails the test. */
        JsonArray query(String expression) {
            var answer = http.get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
            assertThat(answer.statusCode())
                    .as(expression + "\n" + answer.body())
                    .isEqualTo(200);
            return new JsonObject(answer.body()).getJsonObject("data").getJsonArray("result");
        }

        List<JsonObject> rules() {
            List<JsonObject> rules = new ArrayList<>();
            new JsonObject(http.get("/api/v1/rules").body())
                    .getJsonObject("data")
                    .getJsonArray("groups")
                    .forEach(group ->
                            ((JsonObject) group).getJsonArray("rules").forEach(rule -> rules.add((JsonObject) rule)));
            return rules;
        }

        List<String> firing() {
            return rules().stream()
                    .filter(rule -> "firing".equals(rule.getString("state")))
                    .map(rule -> rule.getString("name"))
                    .toList();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
