package dev.credence.source;

import dev.credence.credential.Credential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import io.vertx.core.Future;
import java.util.Optional;

/** Knows whether a credential works that replaces one which did. */
@FunctionalInterface
public interface CredentialCheck {

    /**
     * Tries the new credential, as long as it takes to become known everywhere.
     *
     * @return completes in bounded time and never fails; empty if it works, or if nobody has used one of that key yet
     */
    Future<Optional<Outcome.Failure>> check(CredentialKey key, Credential fresh);
}
