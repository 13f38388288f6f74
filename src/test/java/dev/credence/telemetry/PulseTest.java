package dev.credence.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PulseTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EventLoops loops = new EventLoops(registry, System::nanoTime);
    private final Pulse pulse = new Pulse(loops, registry, System::nanoTime);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void tellsOfLoopsThatTurnAndOfWhatIsCounted() {
        loops.add(vertx.getOrCreateContext());
        Gauge.builder("credence.upstream.in.flight", () -> 3)
                .tag("backend", "a")
                .register(registry);
        Gauge.builder("credence.upstream.in.flight", () -> 4)
                .tag("backend", "b")
                .register(registry);

        assertThat(pulse.lines().await())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("event loops: 1, all answered within "))
                .contains("waiting: calls to back ends 7, callers that wait for a change -, tasks for worker threads -")
                .anyMatch(line -> line.matches("memory: heap \\d+ of \\d+ MiB, classes and code \\d+ MiB"))
                .anyMatch(line -> line.matches("threads: \\d+, most so far \\d+"));
    }

    @Test
    void saysThatALoopIsStuckAndDoesNotWaitForIt() {
        CountDownLatch end = new CountDownLatch(1);
        var context = vertx.getOrCreateContext();
        loops.add(context);
        context.runOnContext(stuck -> {
            try {
                end.await();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(pulse.lines().await()).anyMatch(line -> line.startsWith("event loops: STUCK"));
        end.countDown();
    }
}
