package dev.credence.config;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration that a test has written, in one file {@code credence.yaml}. */
public final class Written {
    /** The rest of a file that needs no more than what a test is about. */
    static final String SMALLEST = "credentials: {app: {provider: aws, role: app}}\n";

    private final String file;
    private final String text;
    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("HOME", "/home/nobody"));
    private final Map<String, String> overrides = new LinkedHashMap<>();

    private Written(String file, String text) {
        this.file = file;
        this.text = text;
    }

    public static Written yaml(String text) {
        return new Written("credence.yaml", text);
    }

    static Written smallestAnd(String text) {
        return yaml(SMALLEST + text);
    }

    static Written at(java.nio.file.Path file, String text) {
        return new Written(file.toString(), text);
    }

    Written with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Written without(String variable) {
        environment.remove(variable);
        return this;
    }

    Written flag(String path, String value) {
        overrides.put(path, value);
        return this;
    }

    public Configuration load() {
        return read().configuration();
    }

    List<String> warnings() {
        return read().warnings().stream().map(Problem::toString).toList();
    }

    /** One line for each; fails if there are none. */
    List<String> problems() {
        try {
            read();
        } catch (ConfigurationException rejected) {
            List<String> lines = new ArrayList<>();
            rejected.problems().forEach(problem -> lines.add(problem.toString()));
            return lines;
        }
        throw new AssertionError("nothing was wrong");
    }

    private LoadedConfiguration read() {
        JsonObject merged = new YamlReader(file).read(text);
        return new ConfigurationReader(environment, overrides).read(merged).loaded();
    }
}
