package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.source.vault.login.Unwrapping;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Unwraps secret ids. Whoever could swap the wrapping token could have wrapped something of their own, so Vault is first
 * asked where the content was made; that does not use the token up.
 */
final class SecretIdUnwrapping implements Unwrapping {
    /** Vault has answered, but this is not a secret id of ours, or not any more: somebody should look into it. */
    static final String SUSPICIOUS = "vault.wrapping_token_refused";

    private static final VaultPath LOOKUP =
            VaultPath.of("sys", "wrapping", "lookup").orElseThrow();
    private static final VaultPath UNWRAP =
            VaultPath.of("sys", "wrapping", "unwrap").orElseThrow();
    private static final String GONE =
            "; it was used by somebody else, or has expired: find out which, and write a new one";

    private final VaultClient client;
    private final Optional<String> namespace;

    SecretIdUnwrapping(VaultClient client, Optional<String> namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public Future<Result> unwrap(Secret token, String mount) {
        return client.send(VaultRequest.get("wrapping_lookup", LOOKUP, Map.of(), namespace), token)
                .compose(reply -> reply instanceof VaultReply.Ok ok
                        ? checked(token, mount, text(ok, "creation_path"))
                        : Future.succeededFuture(failed((VaultReply.Failed) reply)));
    }

    private Future<Result> checked(Secret token, String mount, String path) {
        if (!isSecretId(mount, path)) {
            return Future.succeededFuture(new NotUnwrapped(
                    new Outcome.Unavailable(
                            SUSPICIOUS,
                            "the wrapping token holds what was made at \"" + path.replaceAll("\\p{Cntrl}", " ")
                                    + "\" and not a secret id of auth/" + mount + "; it may have been swapped"),
                    true));
        }
        // Not repeated: after an answer that was lost on the way the token is used up.
        return client.send(VaultRequest.put("wrapping_unwrap", UNWRAP, new JsonObject(), namespace), token, 0)
                .map(SecretIdUnwrapping::unwrapped);
    }

    private boolean isSecretId(String mount, String path) {
        String within = namespace
                .filter(name -> path.startsWith(name + '/'))
                .map(name -> path.substring(name.length() + 1))
                .orElse(path);
        return within.matches("auth/" + Pattern.quote(mount) + "/role/[^/]+/(custom-)?secret-id");
    }

    private static Result unwrapped(VaultReply reply) {
        if (reply instanceof VaultReply.Failed failed) {
            return failed(failed);
        }
        String secretId = text((VaultReply.Ok) reply, "secret_id");
        return secretId.isEmpty()
                ? new NotUnwrapped(
                        new Outcome.Unavailable(SUSPICIOUS, "the wrapping token held something else than a secret id"),
                        true)
                : new Unwrapped(Secret.of(secretId));
    }

    private static Result failed(VaultReply.Failed failed) {
        Outcome.Failure failure = failed.failure();
        boolean spent = failure instanceof Outcome.Denied;
        return new NotUnwrapped(
                spent
                        ? new Outcome.Unavailable(
                                SUSPICIOUS, "Vault does not take the wrapping token: " + failure.message() + GONE)
                        : failure,
                spent);
    }

    private static String text(VaultReply.Ok reply, String field) {
        return reply.body().getValue("data") instanceof JsonObject data && data.getValue(field) instanceof String text
                ? text
                : "";
    }
}
