package dev.credence.credential;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Timers of Vert.x, which fire on the context that this was made for. */
public final class VertxScheduler implements Scheduler {
    private final Vertx vertx;
    private final Context context;

    public VertxScheduler(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        // Rounded up: a task that runs a moment early would find nothing due yet. Vert.x refuses less than 1 ms.
        long millis = Math.max(1, delay.plusNanos(999_999).toMillis());
        long id = vertx.setTimer(millis, fired -> context.runOnContext(ignored -> task.run()));
        return () -> vertx.cancelTimer(id);
    }
}
