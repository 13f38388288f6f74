package dev.credence.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A signal that would end a virtual machine, and that daemons have another use for: SIGHUP, to read the configuration
 * again, and SIGUSR1, to print the state.
 */
final class SignalAction {
    private final AtomicReference<@Nullable Runnable> action = new AtomicReference<>();
    private final AtomicBoolean pending = new AtomicBoolean();

    private SignalAction() {}

    /**
     * From now on the signal does not end the process, which is what it does otherwise; one that comes early waits for
     * {@link #handle}. Does nothing where there is no such signal.
     *
     * @param name without {@code SIG}
     */
    static SignalAction on(String name) {
        SignalAction action = new SignalAction();
        Signals.handle(name, action::signalled);
        return action;
    }

    /** From now on the signal runs that, at once if there has been one. */
    void handle(Runnable run) {
        action.set(run);
        runIfPending();
    }

    void signalled() {
        pending.set(true);
        runIfPending();
    }

    private void runIfPending() {
        Runnable run = action.get();
        if (run != null && pending.getAndSet(false)) {
            run.run();
        }
    }
}
