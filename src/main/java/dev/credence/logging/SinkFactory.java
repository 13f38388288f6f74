package dev.credence.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import dev.credence.config.LogFormat;
import dev.credence.config.LogSink;
import dev.credence.config.LogSink.Protocol;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes sinks, and keeps count of what each has lost for as long as the process lives. */
final class SinkFactory {
    private final Context context;
    private final Map<String, Losses> lost = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable MeterRegistry> registry = new AtomicReference<>();

    SinkFactory(Context context) {
        this.context = context;
    }

    /** One that has not been started. Nothing is opened: what cannot be is told by the sink's own thread. */
    QueuedSink make(LogSink target, LogFormat format) {
        Encoder<ILoggingEvent> encoder = Encoders.of(format, target, context);
        return new QueuedSink(target, encoder, outlet(target, encoder), counter(target.label()), new SinkReport());
    }

    private Outlet outlet(LogSink target, Encoder<ILoggingEvent> encoder) {
        if (target instanceof LogSink.LogFile file) {
            return new FileOutlet(file);
        }
        if (target instanceof LogSink.Syslog syslog) {
            return syslog.protocol() == Protocol.UDP
                    ? new UdpOutlet(syslog.address())
                    : new TcpOutlet(syslog.address(), SyslogEncoder::counted);
        }
        if (target instanceof LogSink.Gelf gelf) {
            return gelf.protocol() == Protocol.UDP
                    ? new GelfDatagrams(context, gelf.address(), encoder)
                    : new TcpOutlet(gelf.address(), GelfLines::ended);
        }
        return new ConsoleOutlet();
    }

    /** From now on that registry shows what is lost. */
    void measure(MeterRegistry shown) {
        registry.set(shown);
        lost.forEach((sink, count) -> show(shown, sink, count));
    }

    private Losses counter(String sink) {
        return lost.computeIfAbsent(sink, name -> {
            Losses count = new Losses();
            MeterRegistry shown = registry.get();
            if (shown != null) {
                show(shown, name, count);
            }
            return count;
        });
    }

    private static void show(MeterRegistry shown, String sink, Losses count) {
        FunctionCounter.builder("credence.log.dropped", count, Losses::sum)
                .description("Log lines that a sink could not take")
                .tag("sink", sink)
                .register(shown);
    }
}
