package dev.credence.config;

import static dev.credence.config.KeySpec.group;
import static dev.credence.config.KeySpec.value;

import dev.credence.config.ConfigNode.Broken;
import dev.credence.config.ConfigNode.Leaf;
import dev.credence.config.ConfigNode.Sequence;
import dev.credence.config.KeySpec.Group;
import dev.credence.config.KeySpec.ListOf;
import dev.credence.config.KeySpec.Named;
import dev.credence.config.KeySpec.Texts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code log}. */
final class LogBinder {
    private static final String STDOUT = "stdout";
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");
    private static final Set<String> LEVELS_OF_PARTS = Set.of("off", "error", "warn", "info", "debug", "trace");
    private static final Set<String> FORMATS = Set.of("text", "json", "gelf");

    private final Problems problems;
    /** Where each place is written already. */
    private final Map<String, ConfigPath> used = new HashMap<>();

    LogBinder(Problems problems) {
        this.problems = problems;
    }

    static Group keys() {
        Map<String, KeySpec> parts = new LinkedHashMap<>();
        for (LogPart part : LogPart.values()) {
            parts.put(part.label(), value());
        }
        return group(
                "level", value(),
                "format", value(),
                "to", sinks(),
                "levels", new Group(parts, Set.of()),
                "fields",
                        group(
                                "headers", new Texts(),
                                "labels", new Texts(),
                                "environment", new Texts(),
                                "static", new Named(value())),
                "audit", group("format", value(), "to", sinks()));
    }

    private static ListOf sinks() {
        return new ListOf(group(
                        "file", group("path", value(), "max-size", value(), "keep", value()),
                        "syslog", group("address", value(), "protocol", value(), "facility", value()),
                        "gelf", group("address", value(), "protocol", value()))
                .orText(STDOUT));
    }

    LogConfig bind(Section log) {
        LogFormat format = format(log, LogFormat.TEXT);
        LogConfig.Stream all = new LogConfig.Stream(format, sinks(log));
        return new LogConfig(
                level(log, "level", LEVELS).orElse(LogLevel.INFO),
                all,
                levels(log.section("levels"), log.has("audit")),
                new LogFieldsBinder(problems).bind(log.section("fields")),
                log.has("audit") ? Optional.of(audit(log.section("audit"), format)) : Optional.empty());
    }

    /** The main stream's standard output is no obstacle to a second one there. */
    private LogConfig.Stream audit(Section audit, LogFormat otherwise) {
        used.remove(STDOUT);
        return new LogConfig.Stream(format(audit, otherwise), sinks(audit));
    }

    private static LogFormat format(Section section, LogFormat otherwise) {
        return section.value("format", text -> LogFormat.valueOf(upper(NameText.oneOf(text, FORMATS))))
                .orElse(otherwise);
    }

    private static Optional<LogLevel> level(Section section, String key, Set<String> words) {
        return section.value(key, text -> LogLevel.valueOf(upper(NameText.oneOf(text, words))));
    }

    /** A level that makes the log quiet must not make an audit log empty that has a stream of its own. */
    private static Map<LogPart, LogLevel> levels(Section written, boolean hasAuditStream) {
        Map<LogPart, LogLevel> levels = new EnumMap<>(LogPart.class);
        if (hasAuditStream) {
            levels.put(LogPart.AUDIT, LogLevel.INFO);
        }
        for (LogPart part : LogPart.values()) {
            level(written, part.label(), LEVELS_OF_PARTS).ifPresent(level -> levels.put(part, level));
        }
        return levels;
    }

    private List<LogSink> sinks(Section stream) {
        if (!(stream.branch().child("to") instanceof Sequence written)) {
            return List.of(new LogSink.Stdout());
        }
        if (written.items().isEmpty()) {
            stream.error("to", "is empty, so nothing would be logged; write [stdout], or leave it out");
        }
        List<LogSink> sinks = new ArrayList<>();
        List<Section> sections = stream.items("to").orElse(List.of());
        int index = 0;
        for (ConfigNode item : written.items()) {
            if (item instanceof Broken) {
                continue;
            }
            Section section = sections.get(index++);
            Optional<LogSink> sink = item instanceof Leaf
                    ? Optional.of(new LogSink.Stdout())
                    : new LogSinkBinder(section, problems).bind();
            sink.filter(one -> isNew(one, section)).ifPresent(sinks::add);
        }
        return sinks;
    }

    private boolean isNew(LogSink sink, Section section) {
        ConfigPath before = used.putIfAbsent(sink.label(), section.path());
        if (before != null) {
            problems.error(
                    section.path(),
                    section.branch().origin(),
                    "names " + sink.label() + ", where " + before + " writes already; remove one of them");
        }
        return before == null;
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
