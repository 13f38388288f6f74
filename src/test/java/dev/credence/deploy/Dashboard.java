package dev.credence.deploy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The dashboard as it is shipped. */
public final class Dashboard {
    private final JsonObject json;

    /** One query of a panel. */
    public record Query(String panel, String expression) {
        /** With a value for each of the dashboard's variables, as somebody who chose nothing sees it. */
        public String resolved() {
            return expression.replace("$__rate_interval", "30s").replaceAll("\\$(job|node|instance)", ".*");
        }

        @Override
        public String toString() {
            return panel + ": " + expression;
        }
    }

    private Dashboard(JsonObject json) {
        this.json = json;
    }

    public static Dashboard read() {
        try {
            return new Dashboard(new JsonObject(Files.readString(Path.of("deploy/grafana/credence.json"))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Everything that the panels ask, in their order. */
    public List<Query> queries() {
        return panels().flatMap(panel -> objects(panel, "targets")
                        .map(target -> new Query(panel.getString("title"), target.getString("expr"))))
                .toList();
    }

    /** Everything but rows. */
    public Stream<JsonObject> panels() {
        return objects(json, "panels").filter(panel -> !panel.getString("type").equals("row"));
    }

    public Stream<JsonObject> variables() {
        return objects(json.getJsonObject("templating"), "list");
    }

    public JsonObject json() {
        return json;
    }

    private static Stream<JsonObject> objects(JsonObject owner, String key) {
        return owner.getJsonArray(key).stream().map(JsonObject.class::cast);
    }
}
