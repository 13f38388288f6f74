package dev.credence.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.credence.config.LogConfig;
import dev.credence.config.LogFormat;
import dev.credence.config.LogSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Gives each line to the sinks of its stream, and changes the sinks without losing a line: whoever is at it with the former
 * ones is waited for by their threads, never by those who log.
 */
final class LogRouter extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final String AUDIT = "credence.audit";

    private final SinkFactory factory;
    /** Sinks of former configurations that may still be writing. */
    private final List<QueuedSink> ending = new ArrayList<>();

    private volatile Generation current = new Generation(LogConfig.DEFAULT, List.of(), List.of());

    LogRouter(SinkFactory factory) {
        this.factory = factory;
    }

    /** The sinks of one configuration, and who is at it with them. */
    private static final class Generation {
        private final LogConfig config;
        private final List<Placed> all;
        private final List<Placed> audit;
        private final AtomicInteger busy = new AtomicInteger();

        Generation(LogConfig config, List<Placed> all, List<Placed> audit) {
            this.config = config;
            this.all = all;
            this.audit = audit;
        }

        List<QueuedSink> sinks() {
            List<QueuedSink> sinks = new ArrayList<>();
            for (Placed placed : all) {
                sinks.add(placed.sink());
            }
            for (Placed placed : audit) {
                sinks.add(placed.sink());
            }
            return sinks;
        }
    }

    /** A sink and what its lines look like: only what is equal in both is kept when the configuration changes. */
    private record Placed(LogFormat format, QueuedSink sink) {}

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        while (true) {
            Generation generation = current;
            // The order of these two, and of those in replace, is what makes the count worth something.
            generation.busy.incrementAndGet();
            try {
                if (current == generation) {
                    give(generation, event);
                    return;
                }
            } finally {
                generation.busy.decrementAndGet();
            }
        }
    }

    private static void give(Generation generation, ILoggingEvent event) {
        LogConfig config = generation.config;
        if (event instanceof LoggingEvent line) {
            for (Map.Entry<String, String> field : config.fields().fixed().entrySet()) {
                line.addKeyValuePair(new KeyValuePair(field.getKey(), field.getValue()));
            }
        }
        boolean isAudit = config.audit().isPresent() && event.getLoggerName().equals(AUDIT);
        for (Placed placed : isAudit ? generation.audit : generation.all) {
            placed.sink().offer(event);
        }
    }

    /** From now on lines go there. One thread at a time; does not wait. */
    void replace(LogConfig config) {
        Generation before = current;
        List<Placed> all = new ArrayList<>();
        List<Placed> audit = new ArrayList<>();
        List<QueuedSink> made = new ArrayList<>();
        place(config.to(), before.all, all, made);
        if (config.audit().isPresent()) {
            place(config.audit().get(), before.audit, audit, made);
        }
        current = new Generation(config, List.copyOf(all), List.copyOf(audit));
        List<QueuedSink> kept = current.sinks();
        List<QueuedSink> gone = before.sinks();
        gone.removeAll(kept);
        close(gone, before);
        ending.removeIf(QueuedSink::hasEnded);
        ending.addAll(gone);
        for (QueuedSink sink : made) {
            sink.start(formerAt(sink.target().label()));
        }
        if (!gone.isEmpty()) {
            limit(gone);
        }
    }

    /** Only those are waited for: what has been removed because it takes no lines must not hold up the others. */
    private List<QueuedSink> formerAt(String place) {
        List<QueuedSink> former = new ArrayList<>();
        for (QueuedSink sink : ending) {
            if (sink.target().label().equals(place)) {
                former.add(sink);
            }
        }
        return former;
    }

    /** Nobody else may be waiting for their end. */
    private static void limit(List<QueuedSink> gone) {
        Thread thread = new Thread(() -> awaitAll(gone), "log end");
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitAll(List<QueuedSink> gone) {
        try {
            for (QueuedSink sink : gone) {
                sink.await(QueuedSink.SUCCESSION);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void place(LogConfig.Stream stream, List<Placed> before, List<Placed> placed, List<QueuedSink> made) {
        for (LogSink target : stream.sinks()) {
            Placed kept = find(before, target, stream.format());
            if (kept == null) {
                QueuedSink sink = factory.make(target, stream.format());
                made.add(sink);
                kept = new Placed(stream.format(), sink);
            }
            placed.add(kept);
        }
    }

    private static @Nullable Placed find(List<Placed> before, LogSink target, LogFormat format) {
        for (Placed placed : before) {
            if (placed.format() == format && placed.sink().target().equals(target)) {
                return placed;
            }
        }
        return null;
    }

    /** The sinks of now. */
    List<QueuedSink> sinks() {
        return current.sinks();
    }

    /** Ends all sinks; what is logged from now on is lost. Their threads go on until all is written. */
    List<QueuedSink> end() {
        Generation before = current;
        current = new Generation(before.config, List.of(), List.of());
        List<QueuedSink> gone = before.sinks();
        close(gone, before);
        return gone;
    }

    private static void close(List<QueuedSink> gone, Generation before) {
        for (QueuedSink sink : gone) {
            sink.close(() -> before.busy.get() == 0);
        }
    }
}
