package dev.credence.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * SIGHUP, by which daemons are told to read their configuration again; it would end a virtual machine otherwise.
 */
final class Hangup {
    private final AtomicReference<@Nullable Runnable> reload = new AtomicReference<>();
    private final AtomicBoolean pending = new AtomicBoolean();

    private Hangup() {}

    /**
     * From now on the signal does not end the process, which is what it does otherwise; one that comes early waits for
     * {@link #handle}. Does nothing where there is no such signal.
     */
    static Hangup install() {
        Hangup hangup = new Hangup();
        // Where there is no such signal the file watch remains.
        Signals.handle("HUP", hangup::signalled);
        return hangup;
    }

    /** From now on the signal runs that, at once if there has been one. */
    void handle(Runnable run) {
        reload.set(run);
        runIfPending();
    }

    void signalled() {
        pending.set(true);
        runIfPending();
    }

    private void runIfPending() {
        Runnable run = reload.get();
        if (run != null && pending.getAndSet(false)) {
            run.run();
        }
    }
}
