package dev.credence.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.CredentialMessages;
import dev.credence.credential.CredentialVerticle;
import dev.credence.credential.KeyLimits;
import dev.credence.credential.RefreshPolicy;
import dev.credence.credential.RoleListings;
import dev.credence.provider.CredentialDocuments.Fetched;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.LogCapture;
import dev.credence.testing.ScriptedIssuer;
import dev.credence.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CredentialDocumentsTest {
    private static final CredentialKey KEY = new CredentialKey(Cloud.AWS, "app", "vault", Map.of());

    private final Vertx vertx = Vertx.vertx();
    private ProviderParts parts;

    @BeforeEach
    void deploy() {
        TestTime time = new TestTime();
        CredentialMessages.register(vertx.eventBus());
        CredentialClient client = new CredentialClient(vertx.eventBus(), Duration.ofSeconds(1));
        parts = new ProviderParts(client, new SimpleMeterRegistry(), time, new RoleListings());
        vertx.deployVerticle(new CredentialVerticle(
                        leases -> Map.of("vault", new ScriptedIssuer(time)),
                        new RefreshPolicy(0.5, Duration.ofMinutes(20), 0.1, Duration.ofHours(1), Duration.ofSeconds(1)),
                        new KeyLimits(10, Map.of(), 0, 0),
                        time,
                        new Random(1),
                        new SimpleMeterRegistry()))
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void callerIsAnsweredEvenIfWhatWasIssuedCannotBeRendered() {
        CredentialDocuments<String> documents = new CredentialDocuments<>(parts, Cloud.AWS, issued -> {
            throw new IllegalStateException("a defect");
        });

        try (LogCapture log = LogCapture.of(CredentialDocuments.class.getName())) {
            Fetched<String> fetched = documents.fetch(KEY, "caller", "").await();

            assertThat(fetched).isInstanceOfSatisfying(Fetched.Refused.class, refused -> assertThat(
                            refused.failure().code())
                    .isEqualTo("gateway.internal_error"));
            assertThat(log.lines()).containsExactly("the credential issued cannot be rendered credential=\"app\"");
        }
    }

    @Test
    void credentialIsRenderedOnceHoweverOftenItIsFetched() {
        int[] times = {0};
        CredentialDocuments<String> documents =
                new CredentialDocuments<>(parts, Cloud.AWS, issued -> "document " + ++times[0]);

        documents.fetch(KEY, "one", "").await();
        Fetched<String> second = documents.fetch(KEY, "two", "").await();

        assertThat(second).isInstanceOfSatisfying(Fetched.Found.class, found -> assertThat(
                        found.rendered().documents())
                .isEqualTo("document 1"));
    }
}
