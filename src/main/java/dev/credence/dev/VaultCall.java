package dev.credence.dev;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A request to an engine.
 *
 * @param operation what Vault makes of the method
 * @param path the path below the mount, in segments without slashes
 * @param parameters the query, overlaid by the body
 */
record VaultCall(Operation operation, List<String> path, JsonObject parameters) {

    /** Vault's operations; PUT and POST are the same to it. */
    enum Operation {
        READ,
        LIST,
        WRITE,
        DELETE
    }

    VaultCall {
        path = List.copyOf(path);
    }

    /** The segment at {@code index}, or the empty string beyond the end. */
    String segment(int index) {
        return index < path.size() ? path.get(index) : "";
    }

    /** The same call as seen from {@code segments} further down. */
    VaultCall below(int segments) {
        return new VaultCall(operation, path.subList(segments, path.size()), parameters);
    }

    /** True if the path has that many segments. */
    boolean hasDepth(int segments) {
        return path.size() == segments;
    }

    /** True if a client may have meant "give me one": Vault's issuing paths serve reads and writes alike. */
    boolean isReadOrWrite() {
        return operation == Operation.READ || operation == Operation.WRITE;
    }

    /** A parameter as text, if it was given and is not empty. */
    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.getValue(name))
                .map(Object::toString)
                .filter(text -> !text.isEmpty());
    }

    /** The path as it is written. */
    String joined() {
        return String.join("/", path);
    }
}
