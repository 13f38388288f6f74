package dev.credence.source.vault;

import dev.credence.config.RateLimit;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the requests to one back end, retries and redirects included.
 *
 * <p>Permissions are reserved and waited for with a timer: the limiter's own waiting parks the thread, which is an
 * event loop here. It refills {@code burst} permissions each {@code burst / rate} seconds.
 */
final class RequestLimit {
    private final Vertx vertx;
    private final Optional<RateLimiter> limiter;

    /**
     * A limit with all its permissions left.
     *
     * @param name for the limiter's own text form
     * @param longestWait a request that would have to wait longer is not permitted at all
     */
    RequestLimit(Vertx vertx, String name, RateLimit limit, Duration longestWait) {
        this.vertx = vertx;
        this.limiter = limit.isUnlimited()
                ? Optional.empty()
                : Optional.of(RateLimiter.of(name, configuration(limit, longestWait)));
    }

    /** Completes when a request may go out, with false if that is too far away. Never fails. */
    Future<Boolean> permit() {
        if (limiter.isEmpty()) {
            return Future.succeededFuture(true);
        }
        long nanos = limiter.get().reservePermission();
        if (nanos <= 0) {
            return Future.succeededFuture(nanos == 0);
        }
        // Rounded up: a timer that fires early would let the request out before its permission is due.
        return vertx.timer(TimeUnit.NANOSECONDS.toMillis(nanos) + 1, TimeUnit.MILLISECONDS)
                .map(true);
    }

    private static RateLimiterConfig configuration(RateLimit limit, Duration longestWait) {
        int burst = Math.max(1, limit.burst());
        return RateLimiterConfig.custom()
                .limitForPeriod(burst)
                .limitRefreshPeriod(Duration.ofNanos((long) Math.ceil(burst * 1e9 / limit.perSecond())))
                .timeoutDuration(longestWait)
                .build();
    }
}
