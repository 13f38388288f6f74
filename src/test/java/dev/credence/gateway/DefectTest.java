package dev.credence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.caller.Caller;
import dev.credence.caller.CallerResolver;
import dev.credence.caller.RecentCallers;
import dev.credence.config.HostPort;
import dev.credence.config.ListenerConfig;
import dev.credence.credential.CallerLimiter;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.Provider;
import dev.credence.provider.Rejection;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.EventLoops;
import dev.credence.telemetry.RequestMeters;
import dev.credence.telemetry.Secret;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefectTest {
    private static final ListenerConfig CONFIG =
            new ListenerConfig(new HostPort("127.0.0.1", 0), Set.of(Cloud.AWS), Set.of(), Optional.empty());

    private final Vertx vertx = Vertx.vertx();
    private final ListenerVerticle listener = new ListenerVerticle(
            () -> CONFIG,
            0,
            new ListenerVerticle.Shared(
                    DefectTest::routing,
                    new ConnectionCount(10),
                    new EventLoops(new SimpleMeterRegistry(), System::nanoTime),
                    new Recognition(new RecentCallers(new TestTime()), new SimpleMeterRegistry()),
                    new TestTime(),
                    Duration.ofSeconds(1)));

    @BeforeEach
    void listen() {
        vertx.deployVerticle(listener).await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void defectIsLoggedOnceUnderTheIdThatTheCallerSeesAndNothingElseIsTold() {
        try (LogCapture log = LogCapture.of(InvalidRequests.class.getName())) {
            RawResponse answer = RawHttp.exchange(listener.port(), "GET", "/latest");

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).isEqualTo("internal");
            assertThat(log.lines())
                    .containsExactly("request failed by a defect of the gateway request_id=\""
                            + answer.header("X-Request-ID") + "\"");
        }
    }

    @Test
    void nextRequestOfTheConnectionIsAnswered() {
        try (RawHttp connection = RawHttp.connect(listener.port())) {
            connection.send(RawHttp.request("GET", "/latest"));
            connection.read();
            connection.send(RawHttp.request("GET", "/latest"));

            assertThat(connection.read().status()).isEqualTo(500);
        }
    }

    private static Routing routing() {
        return new Routing(
                CallerResolver.of(List.of(), file -> Secret.of("")), List.of(new Broken()), new CallerLimiter(0, 0));
    }

    /** A cloud whose code throws. */
    private static final class Broken implements Provider {
        @Override
        public Cloud cloud() {
            return Cloud.AWS;
        }

        @Override
        public boolean owns(String path) {
            return true;
        }

        @Override
        public boolean serves(Caller caller) {
            return true;
        }

        @Override
        public Set<CredentialKey> prefetchable() {
            return Set.of();
        }

        @Override
        public void handle(Exchange exchange) {
            throw new IllegalStateException("a defect with a secret in it");
        }

        @Override
        public void reject(Exchange exchange, Rejection reason) {
            RequestMeters.Endpoint meters = new RequestMeters(new SimpleMeterRegistry(), Cloud.AWS).endpoint("other");
            exchange.answer(Document.of(reason.status(), "text/plain", reason.label()), meters);
        }
    }
}
