package dev.credence.logging;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.credence.config.LogFormat;
import dev.credence.config.LogSink;
import java.nio.charset.StandardCharsets;

/** What a line looks like. The classes of a format are loaded when it is asked for. */
final class Encoders {
    private static final String TEXT = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSX\", UTC} %-5level %-20logger{20} %line%n%trace";
    /** Time, level and machine stand before it. */
    private static final String SYSLOG_TEXT = "%logger{20} %line%replace(%trace){\"^(?=.)|\\s+\", \" \"}%nopex";

    private Encoders() {}

    /** Lines for people. */
    static Encoder<ILoggingEvent> text(Context context) {
        return pattern(context, TEXT);
    }

    /** For that sink; it ends a line with a line feed where the sink's own framing does not tell lines apart. */
    static Encoder<ILoggingEvent> of(LogFormat format, LogSink sink, Context context) {
        if (sink instanceof LogSink.Gelf) {
            return GelfLines.of(context, false);
        }
        if (sink instanceof LogSink.Syslog syslog) {
            return new SyslogEncoder(syslog.facility(), lines(format, context, SYSLOG_TEXT, false), context);
        }
        return lines(format, context, TEXT, true);
    }

    private static Encoder<ILoggingEvent> lines(LogFormat format, Context context, String pattern, boolean newline) {
        return switch (format) {
            case TEXT -> pattern(context, pattern);
            case JSON -> JsonLines.of(context, newline);
            case GELF -> GelfLines.of(context, newline);
        };
    }

    private static Encoder<ILoggingEvent> pattern(Context context, String pattern) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("line", TextLine::new);
        layout.getInstanceConverterMap().put("trace", TextTrace::new);
        layout.setPattern(pattern);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }
}
