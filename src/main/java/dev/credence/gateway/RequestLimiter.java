package dev.credence.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.credence.config.RateLimit;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** Limits how often each caller may ask, hits included. Off by default; never waits. Any thread. */
public final class RequestLimiter {
    /** A caller beyond these loses its count, so that memory stays bounded. */
    private static final int CALLERS = 10_000;

    private final boolean unlimited;
    private final RateLimiterConfig config;
    private final Cache<String, RateLimiter> limiters =
            Caffeine.newBuilder().maximumSize(CALLERS).build();

    public RequestLimiter(RateLimit limit) {
        this.unlimited = limit.isUnlimited();
        this.config = RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, limit.burst()))
                .limitRefreshPeriod(
                        unlimited
                                ? Duration.ofSeconds(1)
                                : Duration.ofNanos((long) (limit.burst() / limit.perSecond() * 1e9)))
                // An event loop must never be parked.
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    boolean permits(String address) {
        return unlimited
                || limiters.get(address, key -> RateLimiter.of(key, config)).acquirePermission();
    }
}
