package dev.credence.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits until clients have given up the connections that they keep. */
final class Drain {
    private static final Duration LOOK = Duration.ofMillis(10);

    private Drain() {}

    /**
     * Looks now and then, on the context that calls.
     *
     * @param isEmpty whether no connection is open any more
     * @param most how long it may take; true or not, it is over then
     */
    static Future<Void> until(Vertx vertx, BooleanSupplier isEmpty, Duration most) {
        Promise<Void> drained = Promise.promise();
        // At least once around: what was accepted last is on its way to its event loop.
        long[] looks = {Math.max(1, most.toMillis() / LOOK.toMillis())};
        vertx.setPeriodic(LOOK.toMillis(), timer -> {
            looks[0]--;
            if (looks[0] <= 0 || isEmpty.getAsBoolean()) {
                vertx.cancelTimer(timer);
                drained.complete();
            }
        });
        return drained.future();
    }
}
