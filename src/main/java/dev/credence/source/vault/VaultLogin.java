package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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

    /**
     * Vault refused this token at that path: the next call of {@link #token()} logs in anew, unless that has happened
     * since, or would not help.
     */
    void invalidate(Secret token, VaultPath at);

    /** A token that was new was refused there too. */
    default void stillRefused(VaultPath at) {}

    /** That token has just worked. Returns at once. */
    default void worked(Secret token) {}

    /** When the token in use ends, where that is known; may be called from any thread. */
    Optional<Instant> expires();

    /** The longest that {@link #token()} takes. */
    Duration bound();

    /** Gives back what this logged in for; takes a few seconds at most. Never fails. */
    Future<Void> close();
}
