package dev.credence.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import dev.credence.config.LogLevel;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Sets where and how much is logged. In code instead of logback's XML: its parser alone costs some four hundred classes
 * in memory and a tenth of a second at each start.
 */
public final class Logging {
    /** One line is one event: what a caller or a back end has sent cannot begin another. */
    private static final String PATTERN = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSX\", UTC} %-5level %-20logger{20}"
            + " %replace(%msg %kvp){\"[\\r\\n]+\", \" \"}%n%ex";
    /** Ours; libraries stay at warn whatever the level, because at finer ones some of them print headers. */
    private static final List<String> OWN = List.of("dev.credence", "credence");
    /** Libraries that remark on what is no trouble, or on what our own lines tell better. */
    private static final Map<String, Level> QUIET = Map.of(
            // Vert.x registers a gauge for each event loop under one name.
            "io.micrometer.core.instrument.MeterRegistry", Level.ERROR,
            // A connection that comes while the listener closes.
            "io.netty.bootstrap.ServerBootstrap", Level.ERROR,
            // A back end that resets: the failure of the credential names it.
            "io.vertx.core.net.impl.ConnectionBase", Level.OFF,
            // What is published while the gateway stops.
            "io.vertx.core.eventbus.impl.MessageConsumerImpl", Level.ERROR);

    private Logging() {}

    /** From now on everything goes to standard output, but nothing is logged before {@link #apply}. */
    public static void install() {
        LoggerContext context = context();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        // Commands other than serve have an answer to print, and nothing may come between.
        root.setLevel(Level.OFF);
    }

    /** Standard output belongs to somebody else. */
    public static void toStandardError() {
        Logger root = context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
                console.stop();
                console.setTarget("System.err");
                console.start();
            }
        });
    }

    /** Our loggers write at that level and above, libraries only warnings. */
    public static void apply(LogLevel level) {
        context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        QUIET.forEach((name, quiet) -> context().getLogger(name).setLevel(quiet));
        OWN.forEach(name -> context().getLogger(name).setLevel(Level.toLevel(level.name())));
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
