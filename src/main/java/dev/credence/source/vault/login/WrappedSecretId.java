package dev.credence.source.vault.login;

import dev.credence.config.VaultAuth;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A secret id that is delivered wrapped. A wrapping token works once, so the secret id is kept in memory, and tried again
 * until there is a new token to take its place.
 */
final class WrappedSecretId implements LoginMethod {
    private final VaultAuth.AppRole auth;
    private final SecretFile file;
    private final Unwrapping unwrapping;
    private @Nullable Secret secretId;
    private @Nullable Secret spent;
    private boolean refused;

    WrappedSecretId(VaultAuth.AppRole auth, SecretFile file, Unwrapping unwrapping) {
        this.auth = auth;
        this.file = file;
        this.unwrapping = unwrapping;
    }

    @Override
    public Future<LoginForm> form() {
        if (secretId == null) {
            return file.read(this::unwrap);
        }
        Secret known = secretId;
        // One that was refused, for whatever reason, may be good again, and there may be no other.
        return refused
                ? file.read(token -> isSpent(token) ? Future.succeededFuture(filled(known)) : unwrap(token))
                        .map(form -> form instanceof LoginForm.Filled ? form : filled(known))
                : Future.succeededFuture(filled(known));
    }

    @Override
    public void refused() {
        refused = true;
    }

    private boolean isSpent(Secret token) {
        return token.equals(spent);
    }

    private Future<LoginForm> unwrap(Secret token) {
        if (isSpent(token)) {
            return Future.succeededFuture(new LoginForm.Blank(new Outcome.Unavailable(
                    LoginMethods.NOTHING_TO_SHOW,
                    "the wrapping token in " + file + " has been used up; write a new one there")));
        }
        return unwrapping.unwrap(token, auth.mount()).map(result -> noted(token, result));
    }

    private LoginForm noted(Secret token, Unwrapping.Result result) {
        if (result instanceof Unwrapping.Unwrapped unwrapped) {
            spent = token;
            secretId = unwrapped.secretId();
            refused = false;
            return filled(unwrapped.secretId());
        }
        Unwrapping.NotUnwrapped failed = (Unwrapping.NotUnwrapped) result;
        spent = failed.spent() ? token : spent;
        return new LoginForm.Blank(failed.failure());
    }

    private LoginForm filled(Secret known) {
        return new LoginForm.Filled(
                List.of(),
                new JsonObject().put("role_id", auth.roleId()).put("secret_id", known.reveal()),
                List.of(known));
    }
}
