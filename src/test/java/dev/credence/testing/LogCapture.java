package dev.credence.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What one logger says while it is open. */
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final Level before;

    private LogCapture(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
    }

    public static LogCapture of(String logger) {
        LogCapture capture = new LogCapture(logger);
        capture.start();
        capture.logger.addAppender(capture);
        return capture;
    }

    /** As {@link #of}, and whatever the level is elsewhere, this logger says everything meanwhile. */
    public static LogCapture ofAll(String logger) {
        LogCapture capture = of(logger);
        capture.logger.setLevel(Level.TRACE);
        return capture;
    }

    /** Each line as its message and its fields, in the order in which they were logged. */
    public List<String> lines() {
        return events.stream().map(LogCapture::line).toList();
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    private static String line(ILoggingEvent event) {
        return event.getFormattedMessage()
                + (event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs())
                        .stream().map(pair -> " " + pair).collect(Collectors.joining());
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
