package dev.credence.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import dev.credence.config.LogConfig;
import dev.credence.config.LogLevel;
import dev.credence.telemetry.ChosenFields;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log of this process: there is one, as there is one context of loggers. Set in code instead of logback's XML: its
 * parser alone costs some four hundred classes in memory and a tenth of a second at each start.
 *
 * <p>Commands write to standard output or error as they go along. A gateway opens what its configuration says; from then on
 * nobody who logs waits for whatever takes the lines.
 */
public final class Logging {
    /** Of which the sinks may make use at the end of the process. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final String CONSOLE = "console";
    private static final AtomicReference<@Nullable LogRouter> ROUTER = new AtomicReference<>();
    private static final LogLevels LEVELS = new LogLevels(Logging::context);

    private Logging() {}

    /** From now on everything goes to standard output, but nothing is logged before {@link #apply(LogLevel)}. */
    public static void install() {
        LoggerContext context = context();
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setEncoder(Encoders.text(context));
        console.start();
        root().addAppender(console);
        // Commands other than serve have an answer to print, and nothing may come between.
        root().setLevel(Level.OFF);
    }

    /** Standard output belongs to somebody else. */
    public static void toStandardError() {
        root().iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
                console.stop();
                console.setTarget("System.err");
                console.start();
            }
        });
    }

    /** Our loggers write at that level and above, libraries only warnings. */
    public static void apply(LogLevel level) {
        LEVELS.configure(level);
    }

    /**
     * Opens the sinks.
     *
     * @param registry shows what the sinks lose
     * @throws UnusableLogException if a file cannot be created
     */
    public static void open(LogConfig config, MeterRegistry registry) {
        new LogExamination(config).open();
        SinkFactory factory = new SinkFactory(context());
        factory.measure(registry);
        LogRouter router = new LogRouter(factory);
        router.setContext(context());
        router.start();
        router.replace(config);
        root().addAppender(router);
        root().detachAppender(CONSOLE);
        ROUTER.set(router);
        configure(config);
    }

    /**
     * Takes over a changed configuration: level, fields, and the sinks if there are any of the configuration's. Files are
     * opened anew. Does not wait, and loses no line. From one thread at a time.
     */
    public static void apply(LogConfig config) {
        LogRouter router = ROUTER.get();
        if (router != null) {
            router.replace(config);
            router.sinks().forEach(QueuedSink::reopen);
        }
        configure(config);
    }

    /** Writes what waits, for two seconds at most; what is logged from now on is lost. Blocks. */
    public static void close() throws InterruptedException {
        LogRouter router = ROUTER.getAndSet(null);
        if (router != null) {
            List<QueuedSink> ending = router.end();
            for (QueuedSink sink : ending) {
                sink.await(GRACE.dividedBy(ending.size()));
            }
            root().detachAppender(router);
        }
    }

    /** The levels, which an operator may change for a while. */
    public static LogLevels levels() {
        return LEVELS;
    }

    /** How the sinks are doing; empty if the log is not that of a gateway. */
    public static List<SinkStatus> sinks() {
        return Optional.ofNullable(ROUTER.get()).map(LogRouter::sinks).orElse(List.of()).stream()
                .map(sink -> new SinkStatus(sink.target().label(), sink.isFailing(), sink.waiting(), sink.lost()))
                .toList();
    }

    private static void configure(LogConfig config) {
        ChosenFields.use(new ChosenFields(
                config.fields().headers(),
                config.fields().labels(),
                config.fields().environment()));
        LEVELS.configure(config.level(), config.levels());
    }

    private static Logger root() {
        return context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
