package dev.credence.source;

import dev.credence.credential.BackendStatus;
import dev.credence.credential.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What went wrong last at a back end. Written on the source's context, read on any thread. */
public final class LastError {
    private final InstantSource clock;
    private volatile @Nullable Trouble trouble;

    private record Trouble(String message, Instant since) {}

    public LastError(InstantSource clock) {
        this.clock = clock;
    }

    /** The back end has answered, or not. Anything but a failure makes good what was before. */
    public void note(Outcome outcome) {
        trouble = outcome instanceof Outcome.Failure failure ? new Trouble(failure.message(), clock.instant()) : null;
    }

    /** The back end does well. */
    public void clear() {
        trouble = null;
    }

    /** As the back end's status tells it. */
    public BackendStatus status(String backend, Optional<Instant> tokenExpires) {
        Optional<Trouble> last = Optional.ofNullable(trouble);
        return new BackendStatus(backend, "closed", last.map(Trouble::message), last.map(Trouble::since), tokenExpires);
    }
}
