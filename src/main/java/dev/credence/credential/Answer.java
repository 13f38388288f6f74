package dev.credence.credential;

/** What the credential service replies to a caller. */
public sealed interface Answer {

    /** A credential that is valid now. */
    record Found(IssuedCredential credential) implements Answer {}

    /** None, and why. */
    record Refused(Outcome.Failure failure) implements Answer {}
}
