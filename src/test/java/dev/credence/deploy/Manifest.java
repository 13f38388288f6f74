package dev.credence.deploy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * An object for Kubernetes, read from YAML.
 *
 * @param content as it is written, without any defaults
 */
public record Manifest(JsonObject content) {

    /** Every object of a file. */
    public static List<Manifest> read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** Every object of a stream of documents. A key that is given twice is an error. */
    public static List<Manifest> parse(String text) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(strict)).loadAll(text)) {
            if (document instanceof Map<?, ?> map) {
                JsonObject content = new JsonObject();
                map.forEach((key, value) -> content.put(key.toString(), value));
                manifests.add(new Manifest(content));
            }
        }
        return List.copyOf(manifests);
    }

    /** The only one of that kind. */
    public static Manifest only(String kind, List<Manifest> manifests) {
        List<Manifest> found =
                manifests.stream().filter(each -> each.kind().equals(kind)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of kind " + kind);
        }
        return found.get(0);
    }

    public String kind() {
        return content.getString("kind");
    }

    public String name() {
        return at("metadata").getString("name");
    }

    /** The map at a path of keys with dots between; empty if there is none. */
    public JsonObject at(String path) {
        JsonObject here = content;
        for (String key : path.split("\\.", -1)) {
            here = here.getJsonObject(key, new JsonObject());
        }
        return here;
    }

    /** The specification of the pods that this makes. */
    public JsonObject pod() {
        return at("spec.template.spec");
    }

    /** The containers of the pods that this makes, without those that only prepare. */
    public List<JsonObject> containers() {
        return objects(pod().getJsonArray("containers")).toList();
    }

    /** All containers of the pods that this makes. */
    public List<JsonObject> allContainers() {
        return Stream.concat(
                        objects(pod().getJsonArray("containers")),
                        objects(pod().getJsonArray("initContainers", new JsonArray())))
                .toList();
    }

    /** The maps of a list. */
    public static Stream<JsonObject> objects(JsonArray list) {
        return list.stream().map(JsonObject.class::cast);
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
