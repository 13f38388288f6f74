package dev.credence.source.sts;

import dev.credence.source.NoAnswer;

/** Carries through the SDK that there was no answer, and why; tells it from an answer that the SDK cannot read. */
final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final NoAnswer reason;

    /** Made often where a service is down, so without a stack. */
    Unanswered(Throwable cause) {
        super(NoAnswer.words(cause), null, false, false);
        this.reason = NoAnswer.of(cause);
    }

    NoAnswer reason() {
        return reason;
    }
}
