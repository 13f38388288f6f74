package dev.credence.credential;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** Limits how often each caller may do something. Never waits; any thread. */
public final class CallerLimiter {
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
    public CallerLimiter(double perSecond, int burst) {
        this.unlimited = perSecond == 0;
        this.config = RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, burst))
                .limitRefreshPeriod(
                        unlimited
                                ? Duration.ofSeconds(1)
                                : Duration.ofNanos((long) (Math.max(1, burst) / perSecond * 1e9)))
                // An event loop must never be parked.
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    /** True if the caller may; then it counts. */
    public boolean permits(String caller) {
        return unlimited
                || limiters.get(caller, name -> RateLimiter.of(name, config)).acquirePermission();
    }
}
