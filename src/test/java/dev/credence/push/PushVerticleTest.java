package dev.credence.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Scheduler;
import dev.credence.credential.TimeSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the next push is made. */
class PushVerticleTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Pause> pauses = new LinkedBlockingQueue<>();

    /** A timer that was asked for. */
    private record Pause(Duration length, Runnable then) {}

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "3, 10", "60, 60", "86400, 300"})
    void aReceiverThatAsksForPatienceIsGivenItOnce(int asked, int expected) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        start(() -> sent.getAndIncrement() == 0
                ? Future.failedFuture(new PushFailure("http_5xx", "status 503", Duration.ofSeconds(asked)))
                : Future.succeededFuture());

        assertThat(next()).isEqualTo(INTERVAL);
        assertThat(next()).isEqualTo(Duration.ofSeconds(expected));
        assertThat(next()).isEqualTo(INTERVAL);
    }

    /** How long is waited now; then that time has passed. */
    private Duration next() throws InterruptedException {
        Pause pause = pauses.poll(20, TimeUnit.SECONDS);
        assertThat(pause).isNotNull();
        pause.then().run();
        return pause.length();
    }

    private void start(Supplier<Future<Void>> answers) throws Exception {
        vertx.deployVerticle(
                        new PushVerticle(new Answering(answers), INTERVAL, new SimpleMeterRegistry(), new Waiting()))
                .await(20, TimeUnit.SECONDS);
    }

    /** Runs no timer by itself. */
    private final class Waiting implements TimeSource {
        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Scheduler scheduler(Vertx owner, Context context) {
            return (delay, task) -> {
                pauses.add(new Pause(delay, task));
                return () -> {};
            };
        }
    }

    /** Answers as it is told. */
    private record Answering(Supplier<Future<Void>> answers) implements Sink {

        @Override
        public String name() {
            return "answering";
        }

        @Override
        public String address() {
            return "nowhere";
        }

        @Override
        public List<Buffer> render(List<Measured> reading) {
            return List.of();
        }

        @Override
        public Future<Void> send(List<Buffer> messages) {
            return answers.get();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
