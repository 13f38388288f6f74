package dev.credence.testing;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a test needs before it can go on. Not to be used on an event loop. */
final class Awaited {
    private static final int PATIENCE_SECONDS = 20;

    private Awaited() {}

    static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("the gateway does not get ready", late);
        }
    }
}
