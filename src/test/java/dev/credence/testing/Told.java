package dev.credence.testing;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** What a test tells a fake is done when the call returns. */
final class Told {
    private Told() {}

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException("the fake does not do as it is told", failure);
        }
    }
}
