package dev.credence.config;

import java.time.Duration;

/**
 * When to leave a failing back end alone.
 *
 * @param failures within {@code window} that open the breaker
 * @param window whole seconds
 * @param reset after which one probe is let through
 */
public record BreakerConfig(int failures, Duration window, Duration reset) {
    /** For whatever is not configured. */
    public static final BreakerConfig DEFAULT = new BreakerConfig(5, Duration.ofSeconds(10), Duration.ofSeconds(15));
}
