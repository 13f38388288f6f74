package dev.credence.source.sts;

import dev.credence.credential.Outcome;

/** Why STS or IAM did not do what was asked, and what can be done about it here. */
record Trouble(Kind kind, Outcome.Failure failure) {

    enum Kind {
        /** The answer would be the same again. */
        FINAL,
        /** The credentials that it was asked with have ended. */
        EXPIRED,
        /** The access key that it was asked with is not known: too new, or taken back. */
        UNKNOWN_KEY,
        /** The life that was asked for is longer than the role permits. */
        TOO_LONG,
        /** The service asks for patience. */
        THROTTLED,
        /** Another attempt may end better. */
        PASSING
    }

    static Trouble last(Outcome.Failure failure) {
        return new Trouble(Kind.FINAL, failure);
    }

    /** True if other credentials may be answered better. */
    boolean isOfAsker() {
        return kind == Kind.EXPIRED || kind == Kind.UNKNOWN_KEY;
    }
}
