package dev.credence.deploy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The rules for Prometheus as they are shipped. */
public final class AlertRules {
    private static final Path FOLDER = Path.of("deploy/prometheus");

    private AlertRules() {}

    /** All rules, alerts and what is recorded for them. */
    public static List<JsonObject> all() {
        return yaml("credence.rules.yaml").getJsonArray("groups").stream()
                .map(JsonObject.class::cast)
                .flatMap(group -> group.getJsonArray("rules").stream().map(JsonObject.class::cast))
                .toList();
    }

    public static Stream<JsonObject> alerts() {
        return all().stream().filter(rule -> rule.containsKey("alert"));
    }

    /** Names that rules record under. */
    public static List<String> recorded() {
        return all().stream()
                .filter(rule -> rule.containsKey("record"))
                .map(rule -> rule.getString("record"))
                .toList();
    }

    /** The tests of the rules, which promtool runs. */
    public static String tests() {
        return text("credence.rules.test.yaml");
    }

    private static JsonObject yaml(String file) {
        Map<String, Object> map = new Yaml(new SafeConstructor(new LoaderOptions())).load(text(file));
        return new JsonObject(map);
    }

    private static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
