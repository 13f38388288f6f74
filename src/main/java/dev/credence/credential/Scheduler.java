package dev.credence.credential;

import java.time.Duration;

/** Runs tasks later, on the context of the credential service. */
@FunctionalInterface
public interface Scheduler {

    /** Runs {@code task} once after {@code delay} by the monotonic clock; at once or very soon if it is not positive. */
    Timer after(Duration delay, Runnable task);

    /** A task that has not run yet. */
    @FunctionalInterface
    interface Timer {
        /** Forgets the task; does nothing if it has run. */
        void cancel();
    }
}
