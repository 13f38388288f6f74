package dev.credence.source.vault;

import dev.credence.credential.CredentialKey;
import io.vertx.core.Future;

/** A kind of secrets engine: which path issues a credential, and what its answer says. */
interface SecretsEngine {

    /**
     * Asks Vault for a new credential.
     *
     * @return never fails
     */
    Future<Issue> issue(CredentialKey key);
}
