package dev.credence.provider.aws;

import dev.credence.credential.CredentialKey;
import java.util.Optional;
import java.util.Set;

/** A configured credential, which may be another one for each caller. Safe for any thread. */
interface RoleGrant {
    /** Its name in the configuration. */
    String credential();

    /** The name of the back end that issues it. */
    String backend();

    /** As it is listed to everyone; empty text where it depends on the caller or on the back end. */
    String listedName();

    /** What that caller gets. */
    Offer offer(CallerFacts caller);

    /** True if it is the same for all callers. */
    boolean isSameForAll();

    /** What can be fetched before anyone asks, as far as it is known now. */
    Set<CredentialKey> prefetchable();

    /** Why it cannot be fetched ahead yet although it is to be; empty if nothing is missing. */
    Optional<Found.Refused> missing();
}
