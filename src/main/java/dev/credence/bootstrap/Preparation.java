package dev.credence.bootstrap;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * What a gateway needs whatever its configuration says. It takes as long to make as the command line and the configuration
 * take to read, so both are done at once.
 *
 * @param rehearsed completes when the first request of a workload would be answered as fast as those after it; never fails
 */
public record Preparation(Platform platform, Future<Void> rehearsed) {

    /** Makes it here and now. */
    public static Preparation make() {
        Platform platform = Platform.create();
        return new Preparation(platform, Rehearsal.on(platform));
    }

    /** Makes it on a thread of its own, from now on. What is returned waits for it. */
    public static Supplier<Preparation> begin() {
        FutureTask<Preparation> task = new FutureTask<>(Preparation::make);
        Thread thread = new Thread(task, "preparation");
        thread.setDaemon(true);
        thread.start();
        return () -> result(task);
    }

    private static Preparation result(FutureTask<Preparation> task) {
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
