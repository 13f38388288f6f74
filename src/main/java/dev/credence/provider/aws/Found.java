package dev.credence.provider.aws;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;

/** What there is for a caller who asks for a role. */
sealed interface Found {
    /** The back end has told none yet: a matter of moments at the start, of longer if it is down. */
    Outcome.Failure NOT_TOLD =
            new Outcome.Unavailable("role.not_told", "the back end has not told its roles yet, ask again");

    /** There is none to ask another back end with; a matter of whoever runs the metadata service. */
    Outcome.Failure NONE_LISTED = new Outcome.Unavailable(
            "role.none_listed", "the metadata service with whose first role others are assumed lists none");

    /** The name in the configuration. */
    String credential();

    /** One that may be issued. */
    record Role(String credential, CredentialKey key) implements Found {}

    /**
     * One that is not given, and why.
     *
     * @param role as far as it was understood; empty text if it was not
     */
    record Refused(String credential, String role, Outcome.Failure failure) implements Found {}

    /** The caller is to name one and does not, and there is none for those who do not. */
    record NoRole(String credential) implements Found {}
}
