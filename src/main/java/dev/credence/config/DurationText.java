package dev.credence.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 900ms}, {@code 15m}, {@code 1h30m}. Milliseconds are the finest. */
public final class DurationText {
    static final String EXPECTED = "is not a duration; write it like 900ms, 10s, 15m or 1h30m";
    /** Nine digits of hours are 100,000 years, far from any overflow. */
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

    private DurationText() {}

    /**
     * Reads hours, minutes, seconds and milliseconds in that order, each at most once, at least one.
     *
     * @throws IllegalArgumentException with a message that reads on from the value
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return Duration.ofHours(part(matcher, 1))
                .plusMinutes(part(matcher, 2))
                .plusSeconds(part(matcher, 3))
                .plusMillis(part(matcher, 4));
    }

    /** The shortest form that {@link #parse} reads back to the same duration; what is below a millisecond is cut. */
    public static String format(Duration duration) {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("h", duration.toHours());
        parts.put("m", (long) duration.toMinutesPart());
        parts.put("s", (long) duration.toSecondsPart());
        parts.put("ms", (long) duration.toMillisPart());
        StringBuilder text = new StringBuilder();
        parts.forEach((unit, amount) -> text.append(amount == 0 ? "" : amount + unit));
        return text.length() == 0 ? "0s" : text.toString();
    }

    private static long part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
