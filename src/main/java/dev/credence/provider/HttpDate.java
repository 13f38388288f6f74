package dev.credence.provider;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The {@code Date} header (RFC 9110 5.6.7), formatted once a second. Any thread, no lock: a late writer is harmless. */
final class HttpDate {
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

    static String text(Instant instant) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static Formatted format(long second) {
        return new Formatted(second, AsciiString.cached(text(Instant.ofEpochSecond(second))));
    }
}
