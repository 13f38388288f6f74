package dev.credence.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is logged, how and where.
 *
 * @param level of everything of ours that {@code levels} does not name
 * @param to where all lines go, but those of the audit log if that has a stream of its own
 * @param levels of single parts
 * @param audit where the audit log goes, if not with the rest
 */
public record LogConfig(
        LogLevel level, Stream to, Map<LogPart, LogLevel> levels, LogFieldsConfig fields, Optional<Stream> audit) {

    /** What is logged where nothing says otherwise: text on standard output. */
    public static final LogConfig DEFAULT = new LogConfig(
            LogLevel.INFO,
            new Stream(LogFormat.TEXT, List.of(new LogSink.Stdout())),
            Map.of(),
            LogFieldsConfig.NONE,
            Optional.empty());

    public LogConfig {
        levels = Map.copyOf(levels);
    }

    /**
     * Lines of one format and where they go.
     *
     * @param sinks at least one
     */
    public record Stream(LogFormat format, List<LogSink> sinks) {
        public Stream {
            sinks = List.copyOf(sinks);
        }
    }
}
