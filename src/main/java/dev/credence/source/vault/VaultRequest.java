package dev.credence.source.vault;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of Vault, without the token. Holds no secret.
 *
 * @param operation names it in meters and log lines; one of a few
 * @param query in the order in which it is sent
 * @param namespace where the path is, without slashes at the ends
 */
record VaultRequest(
        String operation,
        HttpMethod method,
        VaultPath path,
        Map<String, String> query,
        Optional<JsonObject> body,
        Optional<String> namespace) {

    /** A read. */
    static VaultRequest get(String operation, VaultPath path, Map<String, String> query, Optional<String> namespace) {
        return new VaultRequest(operation, HttpMethod.GET, path, query, Optional.empty(), namespace);
    }

    /** A write. */
    static VaultRequest put(String operation, VaultPath path, JsonObject body, Optional<String> namespace) {
        return new VaultRequest(operation, HttpMethod.PUT, path, Map.of(), Optional.of(body), namespace);
    }
}
