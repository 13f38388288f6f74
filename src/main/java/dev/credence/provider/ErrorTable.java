package dev.credence.provider;

import dev.credence.credential.Outcome;
import java.time.Instant;

/** How one endpoint says no: the one place that turns what went wrong into a status and a body of its dialect. */
public interface ErrorTable {

    /**
     * The answer when there is no credential.
     *
     * @param now the wall clock, for dialects that tell the time
     */
    Document of(Outcome.Failure failure, Instant now);

    /** The answer to a request that may not be handled. */
    Document of(Rejection reason);
}
