package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Leaf;
import dev.credence.config.ConfigNode.Sequence;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries nodes with their origins through the merge of vertx-config, which knows only JSON.
 *
 * <p>Maps are JSON objects, so that they merge. Scalars and lists are JSON arrays, which the merge replaces as a whole;
 * a scalar as an object would be mixed with a map of another file at the same key.
 */
final class TreeCodec {
    /** No YAML key may hold this character, so these names are free. */
    private static final String ORIGIN = "\u0000origin";

    private static final String PROBLEMS = "\u0000problems";
    private static final String SCALAR = "scalar";
    private static final String LIST = "list";

    private TreeCodec() {}

    static JsonObject branch(Origin origin) {
        return new JsonObject().put(ORIGIN, encode(origin));
    }

    static JsonArray scalar(@Nullable String text, Origin origin) {
        return new JsonArray().add(SCALAR).add(encode(origin)).add(text);
    }

    static JsonArray list(Origin origin) {
        return new JsonArray().add(LIST).add(encode(origin));
    }

    /** Problems are kept by file, so that the merge loses none. */
    static void addProblem(JsonObject root, Problem problem) {
        Origin origin = problem.origin().orElse(Origin.DEFAULT);
        JsonObject byFile = root.getJsonObject(PROBLEMS, new JsonObject());
        JsonArray ofFile = byFile.getJsonArray(origin.place(), new JsonArray());
        ofFile.add(new JsonArray().add(encode(origin)).add(problem.path()).add(problem.message()));
        root.put(PROBLEMS, byFile.put(origin.place(), ofFile));
    }

    static List<Problem> problems(JsonObject root) {
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, Object> ofFile : root.getJsonObject(PROBLEMS, new JsonObject())) {
            for (Object each : (JsonArray) ofFile.getValue()) {
                JsonArray encoded = (JsonArray) each;
                problems.add(new Problem(
                        Severity.ERROR,
                        encoded.getString(1),
                        Optional.empty(),
                        encoded.getString(2),
                        Optional.of(origin(encoded.getJsonArray(0)))));
            }
        }
        return problems;
    }

    static Branch decode(JsonObject object) {
        Map<String, ConfigNode> children = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : object) {
            if (!entry.getKey().equals(ORIGIN) && !entry.getKey().equals(PROBLEMS)) {
                children.put(entry.getKey(), decodeAny(entry.getValue()));
            }
        }
        JsonArray origin = object.getJsonArray(ORIGIN);
        return new Branch(children, origin == null ? Origin.DEFAULT : origin(origin));
    }

    private static ConfigNode decodeAny(Object value) {
        if (value instanceof JsonObject object) {
            return decode(object);
        }
        JsonArray array = (JsonArray) value;
        Origin origin = origin(array.getJsonArray(1));
        if (SCALAR.equals(array.getString(0))) {
            String text = array.getString(2);
            return new Leaf(text, text == null ? "" : text, origin);
        }
        List<ConfigNode> items = new ArrayList<>();
        for (int index = 2; index < array.size(); index++) {
            items.add(decodeAny(array.getValue(index)));
        }
        return new Sequence(items, origin);
    }

    private static JsonArray encode(Origin origin) {
        return new JsonArray().add(origin.place()).add(origin.line());
    }

    private static Origin origin(JsonArray encoded) {
        return new Origin(encoded.getString(0), encoded.getInteger(1));
    }
}
