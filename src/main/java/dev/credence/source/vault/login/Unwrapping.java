package dev.credence.source.vault.login;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;

/** Gets at what Vault has wrapped. */
@FunctionalInterface
public interface Unwrapping {

    /** How it ended. */
    sealed interface Result {}

    /** The secret id that was wrapped. */
    record Unwrapped(Secret secretId) implements Result {}

    /**
     * There is none.
     *
     * @param spent whether the token is of no more use
     */
    record NotUnwrapped(Outcome.Failure failure, boolean spent) implements Result {}

    /**
     * Unwraps a secret id, once it is certain that it was made as one.
     *
     * @param token is used up by this
     * @param mount of the {@code approle} method that it must come from
     * @return never fails
     */
    Future<Result> unwrap(Secret token, String mount);
}
