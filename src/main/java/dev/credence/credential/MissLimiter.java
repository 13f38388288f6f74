package dev.credence.credential;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/**
 * Limits how many calls to a back end each caller may cause by asking for keys that are not held. A hit, and a caller
 * that joins a call under way, cost nothing. Never waits.
 */
final class MissLimiter {
    /** A caller beyond these loses its limiter and starts with a fresh one: memory is bounded, fairness nearly kept. */
    private static final int CALLERS = 10_000;

    private final boolean unlimited;
    private final RateLimiterConfig config;
    private final Cache<String, RateLimiter> limiters =
            Caffeine.newBuilder().maximumSize(CALLERS).build();

    /**
     * @param perSecond mean rate for each caller; 0 for no limit
     * @param burst at once
     */
    MissLimiter(double perSecond, int burst) {
        this.unlimited = perSecond == 0;
        this.config = RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, burst))
                .limitRefreshPeriod(
                        unlimited ? Duration.ofSeconds(1) : Duration.ofNanos((long) (burst / perSecond * 1e9)))
                // An event loop must never be parked.
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    boolean permits(String caller) {
        return unlimited
                || limiters.get(caller, name -> RateLimiter.of(name, config)).acquirePermission();
    }
}
