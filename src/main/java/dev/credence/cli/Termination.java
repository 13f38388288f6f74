package dev.credence.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in its own time when the process is told to (SIGTERM, SIGINT), and makes that a success: the
 * virtual machine by itself would leave with 143.
 */
final class Termination {
    /** On top of the grace for requests: closing event loops and back ends. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** By name; the numbers are those of POSIX. */
    private static final Map<String, Integer> SIGNALS = Map.of("INT", 2, "TERM", 15);
    /** What a process leaves with that a signal has ended, plus its number. */
    private static final int SIGNALLED = 128;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::shutDown, "shutdown");
    private volatile Duration grace = Duration.ZERO;
    private volatile int exitCode = ExitCode.INTERNAL;
    private volatile boolean impatient;

    private Termination() {}

    /** From now on a signal ends {@link #await()} instead of the process. */
    static Termination install() {
        Termination termination = new Termination();
        Runtime.getRuntime().addShutdownHook(termination.hook);
        return termination;
    }

    /** How long requests in flight may take after the signal. */
    void allow(Duration requests) {
        grace = requests;
    }

    /** A second SIGTERM or SIGINT ends the process as the first would have done without us. */
    void endAtOnceIfToldAgain() {
        impatient = true;
    }

    /** Runs that on a thread of its own when the process is told to end, at once if it has been. */
    void whenRequested(Runnable task) {
        Thread waiting = new Thread(
                () -> {
                    try {
                        requested.await();
                        task.run();
                    } catch (InterruptedException ending) {
                        Thread.currentThread().interrupt();
                    }
                },
                "when-told-to-end");
        waiting.setDaemon(true);
        waiting.start();
    }

    /** Blocks until the process is told to end. */
    void await() throws InterruptedException {
        requested.await();
    }

    /** Blocks until the process is told to end, but no longer than that; true if it was told. */
    boolean await(Duration most) throws InterruptedException {
        return requested.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Everything is done; the process may end, with that code if a signal is what ends it. */
    void finished(int code) {
        exitCode = code;
        finished.countDown();
        try {
            // Without a signal, whoever called decides what the process ends with.
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The signal came, and the hook is what waits for us.
            return;
        }
    }

    private void shutDown() {
        requested.countDown();
        if (impatient) {
            SIGNALS.forEach((name, number) ->
                    Signals.handle(name, () -> Runtime.getRuntime().halt(SIGNALLED + number)));
        }
        boolean clean;
        try {
            clean = finished.await(grace.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            clean = false;
        }
        Runtime.getRuntime().halt(clean ? exitCode : ExitCode.INTERNAL);
    }
}
