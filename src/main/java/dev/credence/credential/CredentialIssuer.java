package dev.credence.credential;

import io.vertx.core.Future;

/** What the credential service needs of a back end. */
@FunctionalInterface
public interface CredentialIssuer {

    /**
     * Asks the back end once for a new credential.
     *
     * @return never fails for an expected reason: those are {@link Outcome.Failure} values. It completes in bounded
     *     time, whatever the back end does.
     */
    Future<Outcome> issue(CredentialKey key);
}
