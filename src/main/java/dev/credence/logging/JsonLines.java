package dev.credence.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;

/** {@code {"@timestamp": ..., "level": ..., "logger": ..., "message": ..., FIELDS, "error": ...}}. */
final class JsonLines {
    private JsonLines() {}

    static Encoder<ILoggingEvent> of(Context context, boolean newline) {
        LoggingEventCompositeJsonEncoder encoder = new LoggingEventCompositeJsonEncoder();
        encoder.setContext(context);
        // Nothing is written by reflection, so no module of Jackson is looked for.
        encoder.setFindAndRegisterJacksonModules(false);
        encoder.setLineSeparator(newline ? "UNIX" : "");
        encoder.getProviders().addProvider(new Line());
        encoder.start();
        return encoder;
    }

    /** All of a line. The library's own providers write objects as their getters have them, which could be anything. */
    private static final class Line extends AbstractJsonProvider<ILoggingEvent> {
        @Override
        public void writeTo(JsonGenerator json, ILoggingEvent event) throws IOException {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("@timestamp", Instant.ofEpochMilli(event.getTimeStamp()).toString());
            members.put("level", event.getLevel().toString());
            members.put("logger", event.getLoggerName());
            members.put("message", FieldValue.message(event));
            // A field that is there twice is there once, as it was written first.
            FieldValue.each(event, members::putIfAbsent);
            String trace = FieldValue.trace(event);
            if (trace != null) {
                members.put("error", trace);
            }
            for (Map.Entry<String, Object> member : members.entrySet()) {
                write(json, member.getKey(), member.getValue());
            }
        }

        private static void write(JsonGenerator json, String name, Object value) throws IOException {
            json.writeFieldName(name);
            if (value instanceof Boolean truth) {
                json.writeBoolean(truth);
            } else if (value instanceof Long || value instanceof Integer) {
                json.writeNumber(((Number) value).longValue());
            } else if (value instanceof Number number) {
                json.writeNumber(number.doubleValue());
            } else {
                json.writeString(value.toString());
            }
        }
    }
}
