package dev.credence.credential;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The two clocks that a credential's life is judged by: the wall clock, which its expiry is written in, and the
 * monotonic one, which no operator and no time server can turn back; and the timers that go by the latter.
 */
public interface TimeSource extends InstantSource {

    /** Monotonic nanoseconds from an arbitrary origin; only differences mean something. */
    long nanoTime();

    /** Timers by the monotonic clock, which run on that context. */
    default Scheduler scheduler(Vertx vertx, Context context) {
        return new VertxScheduler(vertx, context);
    }

    /** The machine's clocks. */
    static TimeSource system() {
        InstantSource wall = InstantSource.system();
        return new TimeSource() {
            @Override
            public Instant instant() {
                return wall.instant();
            }

            @Override
            public long millis() {
                return wall.millis();
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        };
    }
}
