package dev.credence.source.vault;

import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a token can ask for itself; every token may, unless somebody took that away. */
final class TokenSelf {
    private static final VaultPath LOOKUP =
            VaultPath.of("auth", "token", "lookup-self").orElseThrow();
    private static final VaultPath RENEW =
            VaultPath.of("auth", "token", "renew-self").orElseThrow();
    private static final VaultPath REVOKE =
            VaultPath.of("auth", "token", "revoke-self").orElseThrow();

    private final VaultClient client;
    private final Optional<String> namespace;

    /**
     * @param namespace where the token is from
     */
    TokenSelf(VaultClient client, Optional<String> namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** What it is; asked once. */
    Future<VaultReply> lookup(Secret token) {
        return client.send(VaultRequest.get("token_lookup", LOOKUP, Map.of(), namespace), token, 0);
    }

    /** To live that long from now. */
    Future<VaultReply> renew(Secret token, Duration increment) {
        JsonObject body = new JsonObject().put("increment", increment.toSeconds() + "s");
        return client.send(VaultRequest.put("token_renew", RENEW, body, namespace), token);
    }

    /** To end, with everything that was issued to it; asked once. */
    Future<VaultReply> revoke(Secret token) {
        return client.send(VaultRequest.put("token_revoke", REVOKE, new JsonObject(), namespace), token, 0);
    }
}
