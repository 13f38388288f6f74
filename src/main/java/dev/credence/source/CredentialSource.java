package dev.credence.source;

import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialIssuer;
import io.vertx.core.Future;

/** A back end that issues credentials. All methods are called on the context that created it. */
public interface CredentialSource extends CredentialIssuer {

    /** How the back end is doing, from memory; may be called from any thread. */
    BackendStatus status();

    /** Ends what the source holds at the back end (its own login) and closes its connections. */
    Future<Void> close();
}
