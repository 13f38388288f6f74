package dev.credence.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.regex.Pattern;

/**
 * Message and fields as people read them, in one line: {@code said so provider="aws" caller="app"}. A quotation mark or a
 * backslash in a value has a backslash before it, so that a value cannot look like a field; and nothing is in it that a
 * terminal obeys, or that shows text in another order.
 */
final class TextLine extends ClassicConverter {
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028-\\u202e\\u2066-\\u2069]+");
    /** What the libraries write before the lines of a trace; all else would look like a line of the log. */
    private static final Pattern FORGED = Pattern.compile("[\\r\\n]++(?!\\t|Caused by: |Wrapped by: |\\z)");

    private static final Pattern NOT_OF_A_TRACE =
            Pattern.compile("[\\p{Cntrl}&&[^\\r\\n\\t]\\u0080-\\u009f\\u2028-\\u202e\\u2066-\\u2069]+");

    @Override
    public String convert(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(printable(FieldValue.message(event)));
        FieldValue.each(event, (name, value) -> line.append(' ')
                .append(name)
                .append("=\"")
                .append(quotable(value.toString()))
                .append('"'));
        return line.toString();
    }

    private static String quotable(String value) {
        String printed = printable(value);
        return printed.indexOf('"') < 0 && printed.indexOf('\\') < 0
                ? printed
                : printed.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ");
    }

    /** A stack trace of several lines, of which none can be taken for one of the log. */
    static String trace(String written) {
        return NOT_OF_A_TRACE.matcher(FORGED.matcher(written).replaceAll(" ")).replaceAll(" ");
    }
}
