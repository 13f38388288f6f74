package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

    /** Somebody waits who has nothing: where logins fail because Vault does, the next one need not be put off for long. */
    default void urge() {}

    /**
     * Vault refused this token at that path: the next call of {@link #token()} logs in anew, unless that has happened
     * since, or would not help.
     *
     * @param said what Vault answered
     */
    void invalidate(Secret token, VaultPath at, Outcome.Failure said);

    /** A token that was new was refused there too. */
    default void stillRefused(VaultPath at) {}

    /** That token has just worked. Returns at once. */
    default void worked(Secret token) {}

    /** From now on that watcher, and no other, is told what becomes of the tokens. */
    void watch(TokenWatcher watcher);

    /** Whether what is asked for now would be issued to that token. */
    boolean isInUse(Secret token);

    /** Whether that token is one of ours that may look itself up: for one of limited use that would be a use. */
    boolean mayBeLookedUp(Secret token);

    /** When the token in use ends, where that is known; may be called from any thread. */
    Optional<Instant> expires();

    /** The longest that {@link #token()} takes. */
    Duration bound();

    /**
     * Gives back what this logged in for; takes a few seconds at most.
     *
     * @param needed tokens that have to outlive us, and until when: what was issued to them ends with them. They are not
     *     given back but renewed for that time, where that can be done
     * @return never fails
     */
    Future<Void> close(Map<Secret, Instant> needed);
}
