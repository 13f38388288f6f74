package dev.credence.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.credence.config.LogLevel;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sets how much is logged. */
public final class Logging {
    /** Ours; libraries stay at warn whatever the level, because at finer ones some of them print headers. */
    private static final List<String> OWN = List.of("dev.credence", "credence");

    private Logging() {}

    /** From now on our loggers write at that level and above. */
    public static void apply(LogLevel level) {
        OWN.forEach(name -> logger(name).setLevel(Level.toLevel(level.name())));
    }

    /** Nothing is logged: for commands whose output is their answer. */
    public static void silence() {
        logger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        OWN.forEach(name -> logger(name).setLevel(Level.OFF));
    }

    private static Logger logger(String name) {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(name);
    }
}
