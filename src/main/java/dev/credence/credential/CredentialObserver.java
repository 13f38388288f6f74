package dev.credence.credential;

import java.time.Duration;
import java.util.Optional;

/** Told by the service what happens to keys; called on the service's context and must not block or throw. */
public interface CredentialObserver {

    /** A back end issued a credential, for the first time or anew. */
    default void issued(IssuedCredential credential, BackEndCall call) {}

    /** A back end lets the credential that is held live on: it is the same as before but for its end. */
    default void renewed(IssuedCredential credential, BackEndCall call) {
        issued(credential, call);
    }

    /** A back end did not issue one; {@code status} says what is still held. */
    default void failed(CredentialStatus status, Outcome.Failure failure, BackEndCall call) {}

    /** The key was let go; nothing rendered from it may be served any more. */
    default void dropped(CredentialKey key, DropReason reason) {}

    /** A caller joined a call that was already under way. */
    default void coalesced(CredentialKey key) {}

    /** A call has not been answered for that time, so one more goes out beside it for that request, which waits. */
    default void overdue(CredentialKey key, Duration age, String request) {}

    /** A caller was refused in that request before any back end was asked. */
    default void limited(CredentialKey key, String caller, String request, Outcome.Failure failure) {}

    /** The key's state may have changed; empty when the key is not in the table any more. */
    default void changed(CredentialKey key, Optional<CredentialStatus> status) {}
}
