package dev.credence.source.vault;

import dev.credence.telemetry.Secret;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of Vault, without the token.
 *
 * @param operation names it in meters and log lines; one of a few
 * @param query in the order in which it is sent
 * @param body may hold secrets
 * @param secrets those, to be taken out of what Vault says
 * @param namespace where the path is, without slashes at the ends
 */
record VaultRequest(
        String operation,
        HttpMethod method,
        VaultPath path,
        Map<String, String> query,
        Optional<JsonObject> body,
        List<Secret> secrets,
        Optional<String> namespace) {

    /** A read. */
    static VaultRequest get(String operation, VaultPath path, Map<String, String> query, Optional<String> namespace) {
        return new VaultRequest(operation, HttpMethod.GET, path, query, Optional.empty(), List.of(), namespace);
    }

    /** A write. */
    static VaultRequest put(String operation, VaultPath path, JsonObject body, Optional<String> namespace) {
        return new VaultRequest(operation, HttpMethod.PUT, path, Map.of(), Optional.of(body), List.of(), namespace);
    }

    /** A login, which needs no token. */
    static VaultRequest login(VaultPath path, JsonObject body, List<Secret> secrets, Optional<String> namespace) {
        return new VaultRequest("login", HttpMethod.POST, path, Map.of(), Optional.of(body), secrets, namespace);
    }

    /** Without the body. */
    @Override
    public String toString() {
        return "VaultRequest[" + method + " " + path + "]";
    }
}
