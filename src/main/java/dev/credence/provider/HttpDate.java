package dev.credence.provider;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} header (RFC 9110 5.6.7), formatted once a second. Any thread, no lock: a late writer is harmless. */
public final class HttpDate {
    /** Not the formatter of the JDK for RFC 1123, which leaves the zero off the first nine days of a month. */
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private static volatile Formatted last = format(0);

    private record Formatted(long second, CharSequence text) {}

    private HttpDate() {}

    static CharSequence at(long millis) {
        Formatted current = last;
        long second = Math.floorDiv(millis, 1000L);
        if (current.second() != second) {
            current = format(second);
            last = current;
        }
        return current.text();
    }

    /** The date in the only form that may be sent. */
    public static String text(Instant instant) {
        return FORMAT.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static Formatted format(long second) {
        return new Formatted(second, AsciiString.cached(text(Instant.ofEpochSecond(second))));
    }
}
