package dev.credence.config;

/**
 * A rate with a burst, written {@code 20/s:40}.
 *
 * @param perSecond mean rate; 0 means no limit
 * @param burst how many may come at once
 */
public record RateLimit(double perSecond, int burst) {
    /** No limit, written {@code 0}. */
    public static final RateLimit NONE = new RateLimit(0, 0);

    /** True if nothing is limited. */
    public boolean isUnlimited() {
        return perSecond == 0;
    }
}
