package dev.credence.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.credence.config.LogLevel;
import dev.credence.config.LogPart;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much is logged: as the configuration says, and otherwise for as long as an operator wants it. Libraries stay at
 * warnings whatever is asked for, because at finer levels some of them print headers. Any thread.
 */
public final class LogLevels {
    /** Ours. */
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

    private final Supplier<LoggerContext> context;
    private final AtomicReference<State> state =
            new AtomicReference<>(new State(LogLevel.INFO, Map.of(), Optional.empty()));

    LogLevels(Supplier<LoggerContext> context) {
        this.context = context;
    }

    /** What an operator asked for. Two that are alike are not the same: each ends with its own time. */
    public static final class Change {
        private final LogLevel level;
        private final @Nullable LogPart part;

        /**
         * @param part null for everything that has no level of its own
         */
        public Change(LogLevel level, @Nullable LogPart part) {
            this.level = level;
            this.part = part;
        }

        /** The level wanted. */
        public LogLevel level() {
            return level;
        }

        /** The part, if it is about one. */
        public @Nullable LogPart part() {
            return part;
        }
    }

    /**
     * The levels.
     *
     * @param level as configured
     * @param parts as configured
     * @param change that holds now
     */
    public record State(LogLevel level, Map<LogPart, LogLevel> parts, Optional<Change> change) {}

    /** What holds now. */
    public State state() {
        return Objects.requireNonNull(state.get());
    }

    /** For a while; takes the place of a change before. */
    public void change(Change wanted) {
        set(state.updateAndGet(now -> new State(now.level(), now.parts(), Optional.of(wanted))));
    }

    /** Back to what is configured, if that change still holds. */
    public boolean end(Change change) {
        boolean holds = state().change().orElse(null) == change;
        if (holds) {
            set(state.updateAndGet(now -> new State(now.level(), now.parts(), Optional.empty())));
        }
        return holds;
    }

    /** What a change set stays for its time. */
    void configure(LogLevel level, Map<LogPart, LogLevel> parts) {
        State now = state();
        while (!state.compareAndSet(now, new State(level, parts, now.change()))) {
            now = state();
        }
        set(state());
    }

    /** That level, and no part with another. */
    void configure(LogLevel level) {
        configure(level, Map.of());
    }

    /** Without lambdas, like all that a start runs: each is a class that is made at run time. */
    private void set(State now) {
        Change change = now.change().orElse(null);
        LogPart changed = change == null ? null : change.part();
        LogLevel level = change != null && changed == null ? change.level() : now.level();
        set(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.WARN);
        for (Map.Entry<String, Level> quiet : QUIET.entrySet()) {
            set(quiet.getKey(), quiet.getValue());
        }
        for (String name : OWN) {
            set(name, Level.toLevel(level.name()));
        }
        for (LogPart part : LogPart.values()) {
            LogLevel own = change != null && part == changed
                    ? change.level()
                    : now.parts().get(part);
            for (String name : loggers(part)) {
                set(name, own == null ? null : Level.toLevel(own.name()));
            }
        }
    }

    private void set(String logger, @Nullable Level level) {
        context.get().getLogger(logger).setLevel(level);
    }

    private static List<String> loggers(LogPart part) {
        return switch (part) {
            case AUDIT -> List.of(LogRouter.AUDIT);
            case CALLER -> List.of("dev.credence.caller");
            case CREDENTIAL -> List.of("credence.credential", "dev.credence.credential");
            case GATEWAY -> List.of("dev.credence.gateway");
            case IMS -> List.of("dev.credence.source.ims");
            case LOG -> List.of("credence.log");
            case NODE -> List.of("dev.credence.node");
            case OPS -> List.of("credence.ops", "dev.credence.ops");
            case PROVIDER -> List.of("dev.credence.provider");
            case SERVE -> List.of("credence.serve", "dev.credence.bootstrap");
            case SOURCE -> List.of("dev.credence.source");
            case STS -> List.of("dev.credence.source.sts");
            case VAULT -> List.of("dev.credence.source.vault");
        };
    }
}
