package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;

/** A way to come by a Vault token. All methods are called on the source's context. */
interface VaultLogin {

    /** What a login gave. */
    sealed interface LoginResult {}

    /** The token to use now. */
    record LoggedIn(Secret token) implements LoginResult {}

    /** There is none. */
    record NotLoggedIn(Outcome.Failure failure) implements LoginResult {}

    /**
     * The current token, from memory where one is known. Callers at the same time share one login.
     *
     * @return never fails
     */
    Future<LoginResult> token();

    /** Vault refused this token: the next call of {@link #token()} logs in anew, unless that has happened since. */
    void invalidate(Secret token);
}
