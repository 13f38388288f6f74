package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import java.time.Instant;

/** Told what becomes of tokens, since what was issued to one ends with it. Called on the source's context; returns at once. */
interface TokenWatcher {
    /** Wants to know nothing. */
    TokenWatcher NONE = new TokenWatcher() {};

    /** It ends at that moment, because nobody makes it live longer any more. */
    default void endsAt(Secret token, Instant end) {}

    /** Its time is over. */
    default void ended(Secret token) {}

    /**
     * Vault does not accept it: it has ended, or it lacks a permission.
     *
     * @param said what Vault answered
     */
    default void refused(Secret token, Outcome.Failure said) {}
}
