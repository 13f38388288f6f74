package dev.credence.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong clock = new AtomicLong();
    private final EventLoops loops = new EventLoops(registry, clock::get);

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void tellsHowLateTasksRan() {
        deploy();
        // By the clock, the task that is due in a second runs after three and a half.
        clock.addAndGet(7 * SECOND / 2);

        await().until(() -> delays().count() >= 1);

        assertThat(delays().max(TimeUnit.MILLISECONDS)).isEqualTo(2500);
    }

    @Test
    void aTaskThatIsOnTimeIsNotLate() {
        deploy();

        await().until(() -> delays().count() >= 2);

        assertThat(delays().max(TimeUnit.NANOSECONDS)).isZero();
    }

    @Test
    void isForgottenWithItsVerticle() throws Exception {
        String deployment = deploy();
        await().until(() -> delays().count() >= 1);

        vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        long counted = delays().count();
        AtomicLong later = new AtomicLong();
        vertx.setPeriodic(500, fired -> later.incrementAndGet());

        await().until(() -> later.get() >= 4);
        assertThat(delays().count()).isEqualTo(counted);
    }

    private String deploy() {
        try {
            return vertx.deployVerticle(new VerticleBase() {
                        @Override
                        public Future<?> start() {
                            loops.add(context);
                            return Future.succeededFuture();
                        }
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private Timer delays() {
        return registry.get("credence.event.loop.delay").timer();
    }
}
