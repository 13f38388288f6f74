package dev.credence.source.vault;

import dev.credence.config.VaultAuth;
import dev.credence.credential.Outcome;
import dev.credence.source.UnreadableAnswer;
import dev.credence.source.vault.login.LoginForm;
import dev.credence.source.vault.login.LoginMethod;
import dev.credence.source.vault.login.LoginMethods;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Logs in to Vault, once for each call. Belongs to the source's context. */
final class VaultAuthentication {
    /** Vault knows us, or does not, and says no. */
    static final String REFUSED = "vault.login_refused";
    /** To look a wrapping token up, to unwrap it, to log in. */
    private static final int REQUESTS = 3;

    private static final Secret NO_TOKEN = Secret.of("");

    private final VaultClient client;
    private final VaultAuth auth;
    private final LoginMethod method;
    private final Optional<String> namespace;

    /** How a login ended. */
    sealed interface Result {}

    record Granted(TokenGrant grant) implements Result {}

    record NotGranted(Outcome.Failure failure) implements Result {}

    /**
     * @param namespace where to log in
     */
    VaultAuthentication(VaultClient client, VaultAuth auth, LoginMethod method, Optional<String> namespace) {
        this.client = client;
        this.auth = auth;
        this.method = method;
        this.namespace = namespace;
    }

    /** As log lines name it. */
    String name() {
        return auth.method();
    }

    /** The longest that {@link #login} takes. */
    Duration bound() {
        return client.bound().multipliedBy(REQUESTS).plus(LoginMethods.PATIENCE);
    }

    /** Never fails. */
    Future<Result> login() {
        return method.form().compose(this::send);
    }

    void close() {
        method.close();
    }

    private Future<Result> send(LoginForm form) {
        if (form instanceof LoginForm.Blank blank) {
            return Future.succeededFuture(new NotGranted(blank.failure()));
        }
        LoginForm.Filled filled = (LoginForm.Filled) form;
        String[] below = new String[filled.below().size() + 1];
        below[0] = "login";
        for (int i = 1; i < below.length; i++) {
            below[i] = filled.below().get(i - 1);
        }
        Optional<VaultPath> path = VaultPath.of("auth/" + auth.mount(), below);
        if (path.isEmpty()) {
            return Future.succeededFuture(new NotGranted(new Outcome.Unavailable(
                    "vault.invalid_name", "no mount can be called " + auth.mount() + ", or no user as configured")));
        }
        VaultRequest request = VaultRequest.login(path.get(), filled.fields(), filled.secrets(), namespace);
        return client.send(request, NO_TOKEN).map(this::judge);
    }

    private Result judge(VaultReply reply) {
        if (reply instanceof VaultReply.Ok ok) {
            try {
                return new Granted(TokenGrant.read(ok));
            } catch (UnreadableAnswer unreadable) {
                return new NotGranted(new Outcome.Unavailable(
                        VaultErrors.BAD_ANSWER, "the answer to the login makes no sense: " + unreadable.why()));
            }
        }
        Outcome.Failure failure = ((VaultReply.Failed) reply).failure();
        if (failure instanceof Outcome.Denied) {
            method.refused();
        }
        // Whoever asks for a credential has done nothing wrong, so it is no refusal to them.
        return new NotGranted(
                failure instanceof Outcome.Refusal
                        ? new Outcome.Unavailable(REFUSED, "login by " + auth.method() + ": " + failure.message())
                        : failure);
    }
}
