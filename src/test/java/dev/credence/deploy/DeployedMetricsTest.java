package dev.credence.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.Exposition;
import dev.credence.testing.MeasuredGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What dashboard and alerts read is there: compared with what a gateway to which everything has happened exports. */
@Timeout(60)
class DeployedMetricsTest {
    /** Prometheus' own, and what a scrape and its relabelling add to each series. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private static final Set<String> OF_TARGETS = Set.of("job", "instance", "node");
    /** Exported where something is configured that the gateway of this test has not. */
    private static final Set<String> WHERE_CONFIGURED =
            Set.of("credence_log_dropped_total", "credence_metrics_pushes_total");

    @TempDir
    private static Path folder;

    private static MeasuredGateway gateway;
    private static Exposition exported;

    @BeforeAll
    static void start() {
        gateway = MeasuredGateway.start(folder);
        exported = gateway.metrics();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static List<Dashboard.Query> queries() {
        return Dashboard.read().queries();
    }

    static List<String> expressions() {
        return AlertRules.all().stream().map(rule -> rule.getString("expr")).toList();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aPanelReadsWhatIsExported(Dashboard.Query query) {
        isExported(query.resolved());
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void aRuleReadsWhatIsExported(String expression) {
        isExported(expression);
    }

    @Test
    void everyPanelAsksTheChosenPrometheusForTheChosenGateways() {
        assertThat(Dashboard.read().panels()).hasSizeGreaterThan(30).allSatisfy(panel -> {
            assertThat(panel.getJsonArray("targets"))
                    .as(panel.getString("title"))
                    .isNotEmpty();
            assertThat(panel.getJsonObject("datasource").getString("uid")).isEqualTo("${datasource}");
        });
        assertThat(queries()).allSatisfy(query -> assertThat(query.expression())
                .contains("{job=~\"$job\",node=~\"$node\",instance=~\"$instance\""));
        assertThat(Dashboard.read().variables().map(variable -> variable.getString("name")))
                .containsExactly("datasource", "job", "node", "instance");
    }

    @Test
    void panelsHaveNamesOfTheirOwnAndDoNotOverlap() {
        Set<String> cells = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        Dashboard.read().json().getJsonArray("panels").stream()
                .map(JsonObject.class::cast)
                .forEach(panel -> {
                    assertThat(ids.add(panel.getInteger("id"))).isTrue();
                    JsonObject place = panel.getJsonObject("gridPos");
                    for (int x = 0; x < place.getInteger("w"); x++) {
                        for (int y = 0; y < place.getInteger("h"); y++) {
                            assertThat(cells.add((place.getInteger("x") + x) + "," + (place.getInteger("y") + y)))
                                    .as(panel.getString("title"))
                                    .isTrue();
                        }
                    }
                    assertThat(place.getInteger("x") + place.getInteger("w")).isLessThanOrEqualTo(24);
                });
    }

    @Test
    void everyAlertSaysHowBadItIsWhatItIsAndWhereItIsExplained() throws IOException {
        Set<String> anchors;
        try (Stream<String> lines = Files.lines(Path.of("docs/operations.md"))) {
            anchors = lines.filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("^#+ ", "")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\w -]", "")
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        }

        assertThat(AlertRules.alerts()).hasSizeGreaterThan(15).allSatisfy(alert -> {
            JsonObject annotations = alert.getJsonObject("annotations");
            assertThat(alert.getJsonObject("labels").getString("severity")).isIn("critical", "warning", "info");
            assertThat(alert.getString("for")).matches("\\d+[mh]");
            assertThat(annotations.getString("summary")).isNotBlank();
            assertThat(annotations.getString("description")).isNotBlank();
            assertThat(annotations.getString("runbook"))
                    .isEqualTo("docs/operations.md#" + alert.getString("alert").toLowerCase(Locale.ROOT));
            assertThat(anchors).contains(alert.getString("alert").toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void everyAlertIsTestedBothWays() {
        String tests = AlertRules.tests();

        assertThat(AlertRules.alerts().map(alert -> alert.getString("alert"))).allSatisfy(alert -> {
            assertThat(tests).contains("alertname: " + alert + "}");
            assertThat(tests).contains("alertname: " + alert + "\n        exp_alerts:");
        });
    }

    private static void isExported(String expression) {
        PromQl read = PromQl.of(expression);
        List<String> recorded = AlertRules.recorded();
        Set<String> known = new HashSet<>(OF_TARGETS);
        boolean isOpen = false;
        assertThat(read.metrics()).as(expression).isNotEmpty();
        for (String metric : read.metrics().keySet()) {
            boolean isElsewhere =
                    OF_PROMETHEUS.contains(metric) || recorded.contains(metric) || WHERE_CONFIGURED.contains(metric);
            isOpen |= isElsewhere;
            if (!isElsewhere) {
                assertThat(exported.names()).as(expression).contains(metric);
                known.addAll(exported.labels(metric));
                Set<String> wanted = new HashSet<>(read.metrics().get(metric));
                wanted.removeAll(OF_TARGETS);
                assertThat(exported.labels(metric)).as(expression).containsAll(wanted);
            }
        }
        if (!isOpen) {
            assertThat(known).as(expression).containsAll(read.grouped());
        }
    }
}
