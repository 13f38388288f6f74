package dev.credence.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import de.siegmar.logbackgelf.GelfEncoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** GELF 1.1. Fields of ours are {@code _provider} and so on, as the format wants it. */
final class GelfLines {
    private GelfLines() {}

    static Encoder<ILoggingEvent> of(Context context, boolean newline) {
        GelfEncoder encoder = new Lines();
        encoder.setContext(context);
        encoder.setAppendNewline(newline);
        encoder.start();
        return encoder;
    }

    /** As Graylog tells lines of a TCP connection apart: a zero byte behind each. */
    static byte[] ended(byte[] line) {
        return Arrays.copyOf(line, line.length + 1);
    }

    /** With fields of fixed types: what looks like a number today would be refused by an index when it does not tomorrow. */
    private static final class Lines extends GelfEncoder {
        @Override
        protected String buildShortMessage(ILoggingEvent event) {
            return FieldValue.message(event);
        }

        /** The stack trace; without one the short message says all. */
        @Override
        protected String buildFullMessage(ILoggingEvent event) {
            return Objects.requireNonNullElse(FieldValue.trace(event), "");
        }

        @Override
        protected Map<String, Object> collectAdditionalFields(ILoggingEvent event) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("level_name", event.getLevel().toString());
            fields.put("logger", event.getLoggerName());
            FieldValue.each(event, (name, value) -> fields.putIfAbsent(name(name), value));
            return fields;
        }

        /** What the format allows: letters, digits, underscore, dot and dash; and {@code _id} is Graylog's own. */
        private static String name(String field) {
            return field.equals("id") ? "id_" : field.replaceAll("[^\\w.-]", "_");
        }
    }
}
