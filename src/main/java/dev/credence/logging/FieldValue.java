package dev.credence.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** The fields of a line, in the forms in which machines get them: numbers and truth values as such, all else as text. */
final class FieldValue {
    /** What back ends answer can be long, and indexes refuse what is longer than 32 KiB. */
    private static final int LONGEST = 8 << 10;

    /** A pattern takes the two halves of a character for one. */
    private static final Pattern HALVES = Pattern.compile("\\p{Cs}");

    private FieldValue() {}

    /** Calls {@code taker} for each field that has a value. */
    static void each(ILoggingEvent event, BiConsumer<String, Object> taker) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                if (pair.value != null) {
                    taker.accept(pair.key, plain(pair.value));
                }
            }
        }
    }

    /** The message, bounded. */
    static String message(ILoggingEvent event) {
        return cut(String.valueOf(event.getFormattedMessage()));
    }

    /** The stack trace, bounded; null if nothing was thrown. */
    static @Nullable String trace(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown == null ? null : cut(ThrowableProxyUtil.asString(thrown));
    }

    private static Object plain(Object value) {
        return value instanceof Number || value instanceof Boolean ? value : cut(value.toString());
    }

    private static String cut(String text) {
        return wellFormed(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...");
    }

    /** Halves of characters, from a cut or as somebody has sent them: encoders of JSON refuse a line that has one. */
    private static String wellFormed(String text) {
        return HALVES.matcher(text).replaceAll("\ufffd");
    }
}
