package dev.credence.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rate with a burst, written {@code 20/s:40}.
 *
 * @param perSecond mean rate; 0 means no limit
 * @param burst how many may come at once
 */
public record RateLimit(double perSecond, int burst) {
    /** No limit, written {@code 0}. */
    public static final RateLimit NONE = new RateLimit(0, 0);

    private static final String EXPECTED =
            "is not a rate; write it like 20/s:40 (a mean of 20 a second, 40 at once), 50/s, 6/m, or 0 for no limit";
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)/([sm])(?::(\\d{1,9}))?");
    private static final double SECONDS_PER_MINUTE = 60;

    /** Refuses negative and infinite rates. */
    public RateLimit {
        if (!(perSecond >= 0) || Double.isInfinite(perSecond) || burst < 0) {
            throw new IllegalArgumentException(EXPECTED);
        }
    }

    /**
     * Reads {@code rate/s}, {@code rate/m}, either with {@code :burst}, or {@code 0}. Without a burst it is what one
     * second brings, at least 1.
     *
     * @throws IllegalArgumentException with a message that reads on from the value
     */
    public static RateLimit parse(String text) {
        if (text.equals("0")) {
            return NONE;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        double perSecond =
                Double.parseDouble(matcher.group(1)) / (matcher.group(2).equals("s") ? 1 : SECONDS_PER_MINUTE);
        if (perSecond == 0) {
            return NONE;
        }
        String burst = matcher.group(3);
        int atOnce = burst == null ? (int) Math.max(1, Math.ceil(perSecond)) : Integer.parseInt(burst);
        if (atOnce == 0) {
            throw new IllegalArgumentException("has a burst of 0, so nothing would ever pass; write 1 or more");
        }
        return new RateLimit(perSecond, atOnce);
    }

    /** True if nothing is limited. */
    public boolean isUnlimited() {
        return perSecond == 0;
    }
}
