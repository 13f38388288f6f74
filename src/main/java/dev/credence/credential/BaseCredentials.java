package dev.credence.credential;

import io.vertx.core.Future;

/** What a back end that makes credentials from others needs of the credential service. */
public interface BaseCredentials {

    /**
     * The credential to make another one from.
     *
     * @return waits for the end of the call to the back end, if there is one; never fails
     */
    Future<Answer> base(CredentialKey key);

    /** That credential was found not to work: a new one is asked for. Does not wait. */
    void replace(CredentialKey key);
}
