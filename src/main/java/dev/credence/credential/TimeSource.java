package dev.credence.credential;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The two clocks that a credential's life is judged by: the wall clock, which its expiry is written in, and the
 * monotonic one, which no operator and no time server can turn back.
 */
public interface TimeSource extends InstantSource {

    /** Monotonic nanoseconds from an arbitrary origin; only differences mean something. */
    long nanoTime();

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
