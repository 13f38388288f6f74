package dev.credence.source.sts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.BreakerConfig;
import dev.credence.config.RateLimit;
import dev.credence.config.StsConfig;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.DerivingGateway;
import dev.credence.source.vault.VaultFixture;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeSts;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FakeWeb;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A source in front of a fake STS, with a default chain that a test fills, anew for each test. */
@Timeout(60)
abstract class StsTest {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final String ARN = "arn:aws:iam::123456789012:role/team/app";
    static final CredentialKey BASE =
            new CredentialKey(Cloud.AWS, "app", "vault", Map.of(CredentialKey.MOUNT, "aws", CredentialKey.ROLE, "hub"));

    static Vertx vertx;

    final FakeSts sts = new FakeSts(START);
    final FakeChain chain = new FakeChain();
    FakeWeb web;
    DerivingGateway gateway;
    StsSource source;
    Duration timeout = Duration.ofSeconds(5);
    int retries = 2;
    Optional<String> region = Optional.of("eu-west-1");
    Optional<URI> proxy = Optional.empty();
    boolean basesAreSessions = true;

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
        web = new FakeWeb(vertx, sts);
        gateway = new DerivingGateway(vertx, this::base);
        recreate();
    }

    @AfterEach
    void stop() {
        gateway.on(() -> source.close());
        web.close();
    }

    /** Once more, as the fields are now. */
    void recreate() {
        source = gateway.with(() -> create(Optional.of(web.address())));
    }

    StsSource create(Optional<URI> endpoint) {
        return new StsSource(vertx, config(endpoint), gateway, gateway.clockwork(), gateway.meters, chain);
    }

    StsConfig config(Optional<URI> endpoint) {
        return new StsConfig(
                "accounts",
                region,
                endpoint,
                proxy,
                Optional.empty(),
                timeout,
                retries,
                new RateLimit(1000, 1000),
                BreakerConfig.DEFAULT);
    }

    static CredentialKey key(String... more) {
        return new CredentialKey(Cloud.AWS, "app", "accounts", parameters(more));
    }

    static CredentialKey chained(String... more) {
        return BASE.derive("accounts", parameters(more));
    }

    private static Map<String, String> parameters(String... more) {
        Map<String, String> parameters =
                new HashMap<>(Map.of(CredentialKey.ROLE_ARN, ARN, CredentialKey.SESSION_NAME, "credence-node"));
        for (int index = 0; index < more.length; index += 2) {
            parameters.put(more[index], more[index + 1]);
        }
        return parameters;
    }

    private AwsCredential base(int number) {
        return new AwsCredential(
                "ASIABASE" + number,
                Secret.of(FakeVault.CANARY + "-base-" + number),
                basesAreSessions ? Optional.of(Secret.of(FakeVault.CANARY + "-session-" + number)) : Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Issues; each of the pauses ends as soon as it has begun. */
    Outcome whileTimePasses(int pauses) {
        Future<Outcome> outcome = gateway.issuing(source, key());
        for (int i = 0; i < pauses; i++) {
            int before = i + 1;
            Awaitility.await().until(() -> web.requests().size() >= before);
            gateway.awaitTimers(1);
            gateway.advance(Duration.ofSeconds(3));
        }
        return VaultFixture.await(outcome);
    }

    void advanceUntil(Future<Outcome> outcome) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> {
            gateway.advance(Duration.ofMillis(100));
            return outcome.isComplete();
        });
    }

    static void assertUnavailable(Outcome outcome, String code) {
        assertUnavailable(outcome, code, false);
    }

    static void assertUnavailable(Outcome outcome, String code, boolean own) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Unavailable.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).doesNotContain(FakeVault.CANARY);
            assertThat(StsSource.isOwnTrouble(failure)).isEqualTo(own);
        });
    }
}
