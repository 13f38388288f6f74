package dev.credence.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.ConfigurationLoader;
import dev.credence.credential.TimeSource;
import dev.credence.testing.LogCapture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RehearsalTest {
    @Test
    void everyCloudAnswersAndNothingOfItStays() {
        Platform platform = Platform.create();
        try (LogCapture audit = LogCapture.of("credence.audit")) {
            await(Rehearsal.attempt(platform));

            assertThat(audit.lines()).isEmpty();
            assertThat(platform.registry().find("credence.requests").meters()).isEmpty();
            assertThat(platform.vertx().deploymentIDs()).isEmpty();
        } finally {
            await(platform.close());
        }
    }

    @Test
    void canBeRepeated() {
        Platform platform = Platform.create();
        try {
            await(Rehearsal.attempt(platform));
            await(Rehearsal.attempt(platform));
        } finally {
            await(platform.close());
        }
    }

    @Test
    void failsIfAnAnswerIsNotWhatAnSdkWouldTake() {
        Platform platform = withoutCodecs();
        try {
            assertThat(Rehearsal.attempt(platform).toCompletionStage().toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("was answered with HTTP/1.1 500");
        } finally {
            await(platform.close());
        }
    }

    @Test
    void gatewayStartsThoughItCouldNotRehearse() {
        Platform broken = withoutCodecs();
        Platform platform = Platform.create();
        try {
            Preparation prepared = new Preparation(platform, Rehearsal.on(broken));
            Gateway gateway = await(Gateway.start(prepared, ConfigurationLoader.ofText("test", """
                    listeners: [{address: "127.0.0.1:0"}]
                    ops: {address: "127.0.0.1:0"}
                    backends: {vault: {type: vault, address: "http://127.0.0.1:1", auth: {method: approle, role-id: none}}}
                    credentials: {app: {provider: aws, role: app}}
                    """)));

            assertThat(gateway.listeners()).hasSize(1);

            await(gateway.stop());
        } finally {
            await(platform.close());
            await(broken.close());
        }
    }

    /** On its event bus no request for a credential can be sent. */
    private static Platform withoutCodecs() {
        return new Platform(
                Vertx.vertx(), TimeSource.system(), new Random(1), new SimpleMeterRegistry(), Optional.empty());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
