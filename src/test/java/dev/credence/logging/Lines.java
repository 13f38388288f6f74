package dev.credence.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.credence.config.LogConfig;
import dev.credence.config.LogFieldsConfig;
import dev.credence.config.LogFormat;
import dev.credence.config.LogLevel;
import dev.credence.config.LogSink;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** Log lines and loggers of a test's own: the process's log is left alone. */
final class Lines {
    static final Instant TIME = Instant.parse("2026-03-01T15:00:00.120Z");

    private Lines() {}

    static ILoggingEvent line(String message, Object... keysAndValues) {
        return line(null, message, keysAndValues);
    }

    static ILoggingEvent line(@Nullable Throwable thrown, String message, Object... keysAndValues) {
        LoggerContext context = context();
        LoggingEvent event = new LoggingEvent(
                "caller", context.getLogger("credence.test"), Level.WARN, message, thrown, new Object[0]);
        event.setInstant(TIME);
        for (int index = 0; index < keysAndValues.length; index += 2) {
            event.addKeyValuePair(new KeyValuePair((String) keysAndValues[index], keysAndValues[index + 1]));
        }
        return event;
    }

    static LoggerContext context() {
        LoggerContext context = new LoggerContext();
        context.putProperty(ch.qos.logback.core.CoreConstants.HOSTNAME_KEY, "node-1");
        context.setMDCAdapter(new LogbackMDCAdapter());
        return context;
    }

    static LogConfig config(LogFormat format, LogSink... sinks) {
        return new LogConfig(
                LogLevel.INFO,
                new LogConfig.Stream(format, List.of(sinks)),
                Map.of(),
                LogFieldsConfig.NONE,
                Optional.empty());
    }
}
