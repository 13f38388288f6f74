package dev.credence.caller.docker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** So many calls at a time; those that a caller waits for come before the others. Belongs to one context. */
final class Lanes {
    private final Deque<Runnable> urgent = new ArrayDeque<>();
    private final Deque<Runnable> others = new ArrayDeque<>();
    private int free;

    Lanes(int lanes) {
        this.free = lanes;
    }

    /** Begins the call as soon as there is room. */
    <T> Future<T> run(boolean isUrgent, Supplier<Future<T>> call) {
        Promise<T> result = Promise.promise();
        (isUrgent ? urgent : others).add(() -> call.get().onComplete(said -> {
            free++;
            result.handle(said);
            next();
        }));
        next();
        return result.future();
    }

    private void next() {
        while (free > 0 && !(urgent.isEmpty() && others.isEmpty())) {
            free--;
            Runnable first = urgent.isEmpty() ? others.remove() : urgent.remove();
            first.run();
        }
    }
}
