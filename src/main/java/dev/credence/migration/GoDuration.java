package dev.credence.migration;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go writes them: {@code 1h15m30.5s}.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">time.ParseDuration</a>
 */
final class GoDuration {
    private static final Pattern WHOLE = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|h|m|s|us|µs|ns))+");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s|us|µs|ns)");
    private static final Map<String, BigDecimal> MILLIS = Map.of(
            "h", new BigDecimal(3_600_000),
            "m", new BigDecimal(60_000),
            "s", new BigDecimal(1000),
            "ms", BigDecimal.ONE,
            "us", new BigDecimal("0.001"),
            "µs", new BigDecimal("0.001"),
            "ns", new BigDecimal("0.000001"));

    private GoDuration() {}

    /** The same as our configuration writes it, in whole milliseconds; empty if it is none. */
    static Optional<String> credence(String text) {
        if (text.equals("0")) {
            return Optional.of("0s");
        }
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal millis = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            millis = millis.add(new BigDecimal(part.group(1)).multiply(MILLIS.get(part.group(2))));
        }
        long whole = millis.longValue();
        return Optional.of(whole % 1000 == 0 ? whole / 1000 + "s" : whole + "ms");
    }
}
