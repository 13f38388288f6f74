package dev.credence.provider;

import dev.credence.provider.MetadataTree.Directory;
import dev.credence.provider.MetadataTree.Leaf;
import dev.credence.provider.MetadataTree.Node;
import dev.credence.provider.MetadataTree.Sequence;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.function.UnaryOperator;

/** A part of a metadata tree as JSON. */
public final class MetadataJson {
    private MetadataJson() {}

    /**
     * An object, an array, a text or a number.
     *
     * @param naming what a child's name is called in the dialect's JSON
     */
    public static Object of(Node node, UnaryOperator<String> naming) {
        if (node instanceof Leaf leaf) {
            return leaf.isNumber() ? new BigInteger(leaf.value()) : leaf.value();
        }
        if (node instanceof Sequence sequence) {
            JsonArray array = new JsonArray();
            sequence.items().forEach(item -> array.add(of(item, naming)));
            return array;
        }
        JsonObject object = new JsonObject();
        ((Directory) node).children().forEach((name, child) -> object.put(naming.apply(name), of(child, naming)));
        return object;
    }
}
