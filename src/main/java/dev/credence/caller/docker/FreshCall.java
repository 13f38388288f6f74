package dev.credence.caller.docker;

import dev.credence.credential.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One call for many who ask, each of whom gets the result of a call that began after it had asked: what was said before
 * may be about somebody who had the address before. So one call is under way at a time, and those who come meanwhile
 * share the next. Belongs to one context.
 *
 * @param <T> what the call brings
 */
final class FreshCall<T> {
    private final Supplier<Future<T>> call;
    private final Scheduler scheduler;
    private final Supplier<Duration> pause;
    private Promise<T> next = Promise.promise();
    private boolean wanted;
    private boolean busy;

    /**
     * @param pause how long the call is left alone after it has ended, asked then
     */
    FreshCall(Supplier<Future<T>> call, Scheduler scheduler, Supplier<Duration> pause) {
        this.call = call;
        this.scheduler = scheduler;
        this.pause = pause;
    }

    /** What a call says that begins now or later. */
    Future<T> ask() {
        wanted = true;
        Future<T> asked = next.future();
        if (!busy) {
            begin();
        }
        return asked;
    }

    /** True if nobody waits for anything. */
    boolean isIdle() {
        return !busy && !wanted;
    }

    private void begin() {
        Promise<T> now = next;
        next = Promise.promise();
        wanted = false;
        busy = true;
        call.get().onComplete(said -> {
            Duration rest = pause.get();
            if (rest.isZero()) {
                ended();
            } else {
                scheduler.after(rest, this::ended);
            }
            now.handle(said);
        });
    }

    private void ended() {
        busy = false;
        if (wanted) {
            begin();
        }
    }
}
