package dev.credence.source.sts;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Something that may block, done on a worker for all who want it at once: however many ask and however long it hangs, it
 * holds one thread. Nobody waits longer than the patience for it. Belongs to one context.
 */
final class SharedWork<T> {
    private final WorkerExecutor worker;
    private final Callable<T> work;
    private final Duration patience;
    private @Nullable Future<T> underWay;

    SharedWork(WorkerExecutor worker, Callable<T> work, Duration patience) {
        this.worker = worker;
        this.work = work;
        this.patience = patience;
    }

    /** Its result: of the one under way, else of a new one. Fails as the work does, or when the patience is over. */
    Future<T> result() {
        Future<T> current = underWay;
        if (current == null) {
            current = worker.executeBlocking(work, false);
            underWay = current;
            current.onComplete(end -> underWay = null);
        }
        return current.timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
