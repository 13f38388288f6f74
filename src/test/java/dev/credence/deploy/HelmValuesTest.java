package dev.credence.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chart's values, their schema and their documentation say the same. */
class HelmValuesTest {
    private static final Path CHART = Path.of("deploy/helm/credence");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.]+)` \\|");

    /** Maps whose keys are the user's, or belong to Kubernetes. */
    private static final Set<String> WHOLE = Set.of(
            "redirect.resources",
            "resources",
            "podSecurityContext",
            "securityContext",
            "nodeSelector",
            "probes.startup",
            "probes.readiness",
            "probes.liveness",
            "dashboard.labels");

    private final JsonObject values;

    HelmValuesTest() throws IOException {
        values = Manifest.parse(Files.readString(CHART.resolve("values.yaml")))
                .get(0)
                .content();
    }

    @Test
    void theReadmeHasARowForEachValueAndNoOther() throws IOException {
        Set<String> documented = ROW.matcher(Files.readString(CHART.resolve("README.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(paths("", values)).hasSizeGreaterThan(70);
    }

    @Test
    void theSchemaKnowsEachValueAndPermitsNoOther() throws IOException {
        JsonObject schema = new JsonObject(Files.readString(CHART.resolve("values.schema.json")));
        // What Helm itself gives to every chart.
        schema.getJsonObject("properties").remove("global");

        assertThat(described("", schema)).isEqualTo(paths("", values));
    }

    @Test
    void theVersionIsThatOfTheGateway() throws IOException {
        JsonObject chart = Manifest.parse(Files.readString(CHART.resolve("Chart.yaml")))
                .get(0)
                .content();
        var version = Pattern.compile("<artifactId>credence</artifactId>\\s*<version>([^<]+)<")
                .matcher(Files.readString(Path.of("pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(chart.getString("appVersion")).isEqualTo(version.group(1));
        assertThat(Files.readString(Path.of("deploy/compose/compose.yaml")))
                .contains("image: credence:" + version.group(1));
    }

    private static Set<String> paths(String prefix, JsonObject here) {
        Set<String> paths = new TreeSet<>();
        here.forEach(entry -> {
            String path = prefix + entry.getKey();
            if (entry.getValue() instanceof JsonObject below && !below.isEmpty() && !WHOLE.contains(path)) {
                paths.addAll(paths(path + ".", below));
            } else {
                paths.add(path);
            }
        });
        return paths;
    }

    private static Set<String> described(String prefix, JsonObject schema) {
        Set<String> paths = new TreeSet<>();
        schema.getJsonObject("properties").forEach(entry -> {
            String path = prefix + entry.getKey();
            JsonObject below = (JsonObject) entry.getValue();
            if (below.containsKey("properties")) {
                assertThat(below.getBoolean("additionalProperties")).as(path).isFalse();
            }
            if (below.containsKey("properties") && !WHOLE.contains(path)) {
                paths.addAll(described(path + ".", below));
            } else {
                paths.add(path);
            }
        });
        return paths;
    }
}
