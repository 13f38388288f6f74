package dev.credence.dev;

import dev.credence.telemetry.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;

/**
 * {@code auth/token}: the one token there is, which never ends, like the root token of Vault's own development server.
 * Used on one event loop.
 */
final class TokenBackend implements Engine {
    private static final String ACCESSOR = "credence-dev";

    private final Secret token;
    private final Instant created;
    private boolean revoked;

    TokenBackend(Secret token, InstantSource clock) {
        this.token = token;
        this.created = clock.instant();
    }

    /** True if that is the token and it was not revoked. */
    boolean admits(String presented) {
        return !revoked && token.matches(presented);
    }

    @Override
    public String type() {
        return "token";
    }

    @Override
    public VaultAnswer answer(VaultCall call) {
        boolean write = call.operation() == VaultCall.Operation.WRITE;
        return switch (call.joined()) {
            case "lookup-self" ->
                call.operation() == VaultCall.Operation.READ
                        ? VaultAnswer.data(lookup())
                        : VaultAnswer.unsupportedOperation();
            case "renew-self" -> write ? VaultAnswer.auth(auth()) : VaultAnswer.unsupportedOperation();
            case "revoke-self" -> write ? revoke() : VaultAnswer.unsupportedOperation();
            default -> VaultAnswer.unsupportedPath();
        };
    }

    private VaultAnswer revoke() {
        revoked = true;
        return VaultAnswer.noContent();
    }

    private JsonObject lookup() {
        return new JsonObject()
                .put("accessor", ACCESSOR)
                .put("creation_time", created.getEpochSecond())
                .put("creation_ttl", 0)
                .put("display_name", "token")
                .put("entity_id", "")
                .putNull("expire_time")
                .put("explicit_max_ttl", 0)
                .put("id", token.reveal())
                .put("issue_time", VaultTime.text(created))
                .putNull("meta")
                .put("num_uses", 0)
                .put("orphan", true)
                .put("path", "auth/token/create")
                .put("policies", policies())
                .put("renewable", false)
                .put("ttl", 0)
                .put("type", "service");
    }

    private JsonObject auth() {
        return new JsonObject()
                .put("client_token", token.reveal())
                .put("accessor", ACCESSOR)
                .put("policies", policies())
                .put("token_policies", policies())
                .putNull("metadata")
                .put("lease_duration", 0)
                .put("renewable", false)
                .put("entity_id", "")
                .put("token_type", "service")
                .put("orphan", true)
                .putNull("mfa_requirement")
                .put("num_uses", 0);
    }

    private static JsonArray policies() {
        return new JsonArray().add("root");
    }
}
