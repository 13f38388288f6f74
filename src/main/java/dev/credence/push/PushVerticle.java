package dev.credence.push;

import dev.credence.credential.Scheduler;
import dev.credence.credential.TimeSource;
import dev.credence.telemetry.LogFields;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all meters from time to time and has them sent. One push is under way at most, and nothing is kept for later: the
 * next reading holds what the one before did. The last push is made when it is undeployed.
 */
final class PushVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger("credence.metrics");
    /** Longer than any sink takes; whatever hangs beyond that is left behind. */
    private static final Duration LAST = Duration.ofSeconds(2);

    /** Whatever a receiver asks for: nobody wants to be without metrics for a day. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final String OK = "ok";

    private final Sink sink;
    private final Duration interval;
    private final MeterRegistry registry;
    private final RegistryReader reader;
    private final TimeSource time;
    private Future<Void> underWay = Future.succeededFuture();
    private Scheduler.@Nullable Timer timer;
    private Duration patience = Duration.ZERO;
    private boolean failing;
    private boolean stopped;

    PushVerticle(Sink sink, Duration interval, MeterRegistry registry, TimeSource time) {
        this.sink = sink;
        this.interval = interval;
        this.registry = registry;
        this.reader = new RegistryReader(registry);
        this.time = time;
    }

    @Override
    public Future<?> start() {
        counter(OK);
        waitForNext();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
        return underWay.otherwiseEmpty()
                .compose(done -> push())
                .timeout(LAST.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .eventually(sink::close);
    }

    private void waitForNext() {
        if (stopped) {
            return;
        }
        Duration pause = patience.compareTo(interval) > 0 ? patience : interval;
        patience = Duration.ZERO;
        timer = time.scheduler(vertx, context).after(pause, () -> {
            underWay = push();
            // Whatever it takes, so that a receiver that hangs is not asked a second time meanwhile.
            underWay.onComplete(done -> waitForNext());
        });
    }

    private Future<Void> push() {
        return vertx.executeBlocking(() -> sink.render(reader.read()), false)
                .compose(sink::send)
                .onSuccess(done -> arrived())
                .onFailure(this::failed);
    }

    private void arrived() {
        counter(OK).increment();
        if (failing) {
            failing = false;
            LOG.atInfo()
                    .addKeyValue("sink", sink.name())
                    .addKeyValue("address", sink.address())
                    .log("metrics are taken again");
        }
    }

    private void failed(Throwable failure) {
        String code = failure instanceof PushFailure known ? known.code() : "internal";
        counter(code).increment();
        patience = failure instanceof PushFailure known ? shorter(known.patience(), LONGEST) : Duration.ZERO;
        if (!failing) {
            failing = true;
            LOG.atWarn()
                    .addKeyValue("sink", sink.name())
                    .addKeyValue("address", sink.address())
                    .addKeyValue(LogFields.OUTCOME, code)
                    .log("metrics are not taken: {}", Objects.requireNonNullElse(failure.getMessage(), "no reason"));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Counter counter(String outcome) {
        return Counter.builder("credence.metrics.pushes")
                .description("Reports to metrics systems, by how they ended")
                .tag("sink", sink.name())
                .tag("outcome", outcome)
                .register(registry);
    }
}
