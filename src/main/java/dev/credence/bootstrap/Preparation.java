package dev.credence.bootstrap;

import io.vertx.core.Future;

/**
 * What a gateway needs whatever its configuration says.
 *
 * @param rehearsed completes when the first request of a workload would be answered as fast as those after it; never fails
 */
public record Preparation(Platform platform, Future<Void> rehearsed) {

    /** Makes the platform and lets the rehearsal begin. */
    public static Preparation make() {
        Platform platform = Platform.create();
        return new Preparation(platform, Rehearsal.on(platform));
    }
}
