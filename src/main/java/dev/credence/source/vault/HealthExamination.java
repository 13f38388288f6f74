package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.source.Finding;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.Map;
import java.util.Optional;

/** Whether Vault can be reached and works, before there is a token: {@code sys/health} with whatever status it has. */
final class HealthExamination {
    private static final VaultPath PATH = VaultPath.of("sys", "health").orElseThrow();
    private static final int DISASTER_RECOVERY_SECONDARY = 472;

    private final VaultConfig config;
    private final VaultTransport transport;
    private final String about;

    HealthExamination(Vertx vertx, VaultConfig config) {
        this.config = config;
        this.transport = new VaultTransport(vertx, config);
        this.about = "backend " + config.name();
    }

    /** Asks once. Never fails. */
    Future<Finding> examine() {
        Hop address = Hop.of(config.address());
        // The namespaces of Vault Enterprise have no health of their own.
        VaultRequest request = VaultRequest.get("health", PATH, Map.of(), Optional.empty());
        Hop hop = address.withTarget(PATH.target(address.target(), Map.of()));
        return transport.exchange(hop, request, Secret.of(""), config.timeout()).transform(done -> {
            Finding finding = done.succeeded()
                    ? judge(done.result())
                    : unavailable(": " + new ConnectionTrouble(config).explain(done.cause()));
            return Future.succeededFuture(finding);
        });
    }

    void close() {
        transport.close();
    }

    private Finding judge(HttpResponse<Buffer> answer) {
        int status = answer.statusCode();
        Optional<JsonObject> health = health(answer.body());
        if (health.isPresent()) {
            return judge(status, health.get());
        }
        String said = answer.body() == null ? "" : answer.body().toString();
        if (status == 400 && said.contains("HTTPS")) {
            return unavailable(" speaks TLS: write https:// in backends." + config.name() + ".address (VAULT_ADDR)");
        }
        return status >= 500
                ? unavailable(
                        " answers with status " + status + ": look into the log of Vault, or of what is before it")
                : Finding.warning(
                        about, config.address() + " answers sys/health with status " + status + ": is this a Vault?");
    }

    private Finding judge(int status, JsonObject health) {
        String version = version(health);
        if (!isTrue(health, "initialized")) {
            return unavailable(" is not initialised" + version + ": vault operator init");
        }
        if (isTrue(health, "sealed")) {
            return unavailable(" is sealed" + version + ": vault operator unseal");
        }
        if (status == DISASTER_RECOVERY_SECONDARY) {
            return unavailable(" is a disaster recovery secondary, which issues nothing: name the primary");
        }
        boolean standby = isTrue(health, "standby") || isTrue(health, "performance_standby");
        return Finding.ok(
                about,
                config.address() + " answers" + version.replace(")", "") + (version.isEmpty() ? " (" : ", ")
                        + "unsealed" + (standby ? ", a standby)" : ")"));
    }

    /** {@code (version 1.16.3)} */
    private static String version(JsonObject health) {
        return health.getValue("version") instanceof String version
                ? " (version " + Said.line(version).replaceAll("[^\\w.+-]", "") + ")"
                : "";
    }

    private static boolean isTrue(JsonObject health, String field) {
        return Boolean.TRUE.equals(health.getValue(field));
    }

    private static Optional<JsonObject> health(Buffer body) {
        try {
            return body != null
                            && body.length() > 0
                            && Json.decodeValue(body) instanceof JsonObject json
                            && json.getValue("sealed") instanceof Boolean
                    ? Optional.of(json)
                    : Optional.empty();
        } catch (DecodeException notJson) {
            return Optional.empty();
        }
    }

    private Finding unavailable(String text) {
        return Finding.unavailable(about, config.address() + text);
    }
}
