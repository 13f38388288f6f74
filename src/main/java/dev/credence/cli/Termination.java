package dev.credence.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in its own time when the process is told to (SIGTERM, SIGINT), and makes that a success: the
 * virtual machine by itself would leave with 143.
 */
final class Termination {
    /** On top of the grace for requests: closing event loops and back ends. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Duration grace;

    private Termination(Duration grace) {
        this.grace = grace;
    }

    /** From now on a signal ends {@link #await()} instead of the process. */
    static Termination install(Duration grace) {
        Termination termination = new Termination(grace);
        Runtime.getRuntime().addShutdownHook(new Thread(termination::shutDown, "shutdown"));
        return termination;
    }

    /** Blocks until the process is told to end. */
    void await() throws InterruptedException {
        requested.await();
    }

    /** Everything is done; the process may end. */
    void finished() {
        finished.countDown();
    }

    private void shutDown() {
        requested.countDown();
        boolean clean;
        try {
            clean = finished.await(grace.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            clean = false;
        }
        Runtime.getRuntime().halt(clean ? ExitCode.OK : ExitCode.INTERNAL);
    }
}
