package dev.credence.cli;

import dev.credence.bootstrap.Preparation;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Makes what a gateway needs on a thread of its own: that takes as long as the command line and the configuration take to
 * read, so both are done at once.
 */
final class EarlyPreparation implements Supplier<Preparation> {
    private final FutureTask<Preparation> task = new FutureTask<>(Preparation::make);

    /** Starts it. */
    EarlyPreparation() {
        Thread thread = new Thread(task, "preparation");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for it. */
    @Override
    public Preparation get() {
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the gateway was prepared", interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the gateway could not be prepared", failed.getCause());
        }
    }
}
