package dev.credence.telemetry;

import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The event loops that serve workloads, and whether they still turn. Any thread. */
public final class EventLoops {
    private final List<Context> contexts = new CopyOnWriteArrayList<>();

    /** One more loop that serves workloads. */
    public void add(Context context) {
        contexts.add(context);
    }

    /** Completes when every loop has run a task; fails if one does not within {@code patience}. */
    public Future<Void> answer(Duration patience) {
        List<Future<Void>> answers = contexts.stream().map(EventLoops::answer).toList();
        return Future.all(answers)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    /** How many tasks wait in each of them. */
    public List<Integer> pending() {
        return contexts.stream()
                .map(context -> context instanceof ContextInternal internal
                                && internal.nettyEventLoop() instanceof SingleThreadEventExecutor loop
                        ? loop.pendingTasks()
                        : 0)
                .toList();
    }

    private static Future<Void> answer(Context context) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(ignored -> promise.complete());
        return promise.future();
    }
}
