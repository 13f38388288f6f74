package dev.credence.source.entra;

import dev.credence.credential.AzureDirectory;
import dev.credence.credential.AzurePrincipal;
import dev.credence.credential.CredentialKey;
import dev.credence.source.DerivingGateway;
import dev.credence.source.vault.VaultFixture;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeEntra;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FakeWeb;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A source in front of a fake authority that knows the first principal, anew for each test. */
@Timeout(60)
abstract class EntraTest {
    static final String SECRET = FakeVault.CANARY + "+secret/&=";
    static final String ARM = "https://management.azure.com/";
    static final CredentialKey PRINCIPAL = new CredentialKey(
            Cloud.AZURE,
            "app",
            "vault",
            Map.of(CredentialKey.MOUNT, "azure", CredentialKey.ROLE, "app", CredentialKey.KIND, "creds"));
    /** A rejection is repeated after this; the jitter of a test is nothing. */
    static final Duration PAUSE = Duration.ofMillis(3_500);

    static Vertx vertx;

    final FakeEntra entra = new FakeEntra();
    FakeWeb web;
    DerivingGateway gateway;
    EntraSource source;
    Duration timeout = Duration.ofSeconds(5);
    Optional<String> tenant = Optional.of("tenant");

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    }

    @AfterAll
    static void stopVertx() {
        VaultFixture.await(vertx.close());
    }

    @BeforeEach
    void start() {
        entra.knows("client-1");
        web = new FakeWeb(vertx, entra);
        gateway = new DerivingGateway(
                vertx,
                number -> new AzurePrincipal(
                        "client-" + number,
                        Secret.of(SECRET + number),
                        new AzureDirectory(tenant, Optional.of("subscription"))));
        source = gateway.with(this::create);
        gateway.checking(source);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    EntraSource create() {
        return new EntraSource(vertx, web.address(), gateway, gateway.clockwork(), timeout, gateway.meters);
    }

    CredentialKey token(String resource) {
        return PRINCIPAL.derive(web.address().toString(), Map.of(CredentialKey.RESOURCE, resource));
    }

    /** Waits until that many exchanges were asked for and that many timers are set: the answer has come in. */
    void awaitPause(int requests, int timers) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> web.requests().size() == requests);
        gateway.awaitTimers(timers);
    }

    static FakeReply rejection() {
        return FakeEntra.refusal(401, "invalid_client", 7000215, "Invalid client secret provided.");
    }
}
