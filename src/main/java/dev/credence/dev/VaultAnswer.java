package dev.credence.dev;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;

/**
 * What an engine answers.
 *
 * @param status the HTTP status
 * @param body what is sent; empty with 204
 * @param enveloped whether Vault's common fields go around it
 */
record VaultAnswer(int status, JsonObject body, boolean enveloped) {

    /** Values without a lease. */
    static VaultAnswer data(JsonObject data) {
        return enveloped("", false, 0, new JsonObject().put("data", data));
    }

    /** Values that end with a lease. */
    static VaultAnswer leased(Lease lease, JsonObject data) {
        return lease(lease, new JsonObject().put("data", data));
    }

    /** A lease alone, as its renewal answers. */
    static VaultAnswer lease(Lease lease) {
        return lease(lease, new JsonObject().putNull("data"));
    }

    /** What a log-in or a token's renewal answers. */
    static VaultAnswer auth(JsonObject auth) {
        return enveloped("", false, 0, new JsonObject().putNull("data").put("auth", auth));
    }

    /** The names that a LIST finds. */
    static VaultAnswer keys(Collection<String> keys) {
        return data(new JsonObject().put("keys", new JsonArray(List.copyOf(keys))));
    }

    /** A body without Vault's common fields, as the paths have that work while Vault is sealed. */
    static VaultAnswer plain(JsonObject body) {
        return new VaultAnswer(200, body, false);
    }

    static VaultAnswer noContent() {
        return new VaultAnswer(204, new JsonObject(), false);
    }

    /** A refusal with Vault's text for it; a 404 may have none. */
    static VaultAnswer refused(int status, String... errors) {
        return new VaultAnswer(status, new JsonObject().put("errors", new JsonArray(List.of(errors))), false);
    }

    /** A path inside a mount that the engine does not have. */
    static VaultAnswer unsupportedPath() {
        return refused(404, "1 error occurred:\n\t* unsupported path\n\n");
    }

    /** A path that the engine has, for other methods. */
    static VaultAnswer unsupportedOperation() {
        return refused(405, "1 error occurred:\n\t* unsupported operation\n\n");
    }

    /** Nothing of that name: Vault tells no more about it. */
    static VaultAnswer absent() {
        return refused(404);
    }

    /** The body as it goes on the wire. */
    JsonObject rendered(String requestId, String mountType) {
        if (!enveloped) {
            return body;
        }
        return new JsonObject().put("request_id", requestId).mergeIn(body).put("mount_type", mountType);
    }

    private static VaultAnswer lease(Lease lease, JsonObject body) {
        return enveloped(lease.id(), lease.renewable(), lease.life().toSeconds(), body);
    }

    private static VaultAnswer enveloped(String leaseId, boolean renewable, long leaseDuration, JsonObject body) {
        JsonObject envelope = new JsonObject()
                .put("lease_id", leaseId)
                .put("renewable", renewable)
                .put("lease_duration", leaseDuration)
                .putNull("wrap_info")
                .putNull("warnings")
                .putNull("auth")
                .mergeIn(body);
        return new VaultAnswer(200, envelope, true);
    }
}
