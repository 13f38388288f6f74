package dev.credence.source.sts;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that may block, done on a worker for all who want it at once: however many ask and however long it hangs, it
 * holds one thread. Nobody waits longer than the patience for it. Belongs to one context.
 */
final class SharedWork<T> {
    private final Supplier<Future<T>> work;
    private final Duration patience;
    private @Nullable Future<T> underWay;

    /**
     * @param work begins it on the worker
     */
    SharedWork(Supplier<Future<T>> work, Duration patience) {
        this.work = work;
        this.patience = patience;
    }

    /** Its result: of the one under way, else of a new one. Fails as the work does, or when the patience is over. */
    Future<T> result() {
        Future<T> current = underWay;
        if (current == null) {
            current = work.get();
            if (!current.isComplete()) {
                underWay = current;
                current.onComplete(end -> underWay = null);
            }
        }
        return current.timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
