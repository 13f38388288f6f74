package dev.credence.source;

import static dev.credence.source.vault.VaultFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.BreakerConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.vault.VaultFixture;
import dev.credence.source.vault.VaultSource;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a back end is left alone, and when it is asked again. */
@Timeout(60)
class GuardedSourceTest {
    private static final CredentialKey APP = key("app");
    private static final int FAILURES = 3;
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(600);

    private static Vertx vertx;

    private FakeVault vault;
    private VaultFixture gateway;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    }

    @AfterAll
    static void stopVertx() {
        VaultFixture.await(vertx.close());
    }

    @BeforeEach
    void startVault() {
        vault = FakeVault.start(vertx).role("app", "assumed_role");
        gateway = new VaultFixture(vertx, vault.address());
    }

    @AfterEach
    void stopVault() {
        vault.close();
    }

    @Test
    void refusesAtOnceAfterTooManyFailures() {
        GuardedSource source = guarded(NEVER);
        open(source);

        Outcome refused = gateway.issue(source, APP);

        assertThat(refused).isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> {
            assertThat(unavailable.code()).isEqualTo("backend.circuit_open");
            assertThat(unavailable.message()).contains("vault", "sealed");
        });
        assertThat(vault.requests()).hasSize(FAILURES);
        assertThat(source.status().breaker()).isEqualTo("open");
        assertThat(gateway.registry.scrape()).contains("credence_breaker_state{backend=\"vault\",state=\"open\"} 1.0");
    }

    @Test
    void givesLeasesBackWhateverTheBreakerThinks() {
        GuardedSource source = guarded(NEVER);
        open(source);
        vault.heal().respondTo("sys/leases/revoke", FakeReply.of(204, ""));

        gateway.on(() -> source.release(APP, "aws/creds/app/1"));

        assertThat(source.status().breaker()).isEqualTo("open");
        assertThat(vault.requests("sys/leases/revoke")).isEqualTo(1);
    }

    @Test
    void countsThrottlingAsAFailure() {
        GuardedSource source = guarded(NEVER);
        vault.fail(429, "{\"errors\":[]}");

        issue(source, FAILURES);

        assertThat(source.status().breaker()).isEqualTo("open");
    }

    @Test
    void neverOpensBecauseOfRefusals() {
        GuardedSource source = guarded(NEVER);

        for (int i = 0; i < FAILURES * 3; i++) {
            assertThat(gateway.issue(source, key("unknown"))).isInstanceOf(Outcome.NotFound.class);
        }
        vault.fail(403, "{\"errors\":[]}");
        issue(source, FAILURES * 3);

        assertThat(source.status().breaker()).isEqualTo("closed");
    }

    @Test
    void neverOpensBecauseOfTroubleOnThisSide() {
        GuardedSource source = gateway.on(() -> Future.succeededFuture(GuardedSource.around(
                vertx,
                new Answering(new Outcome.Unavailable("vault.no_token", "none")),
                breaker(NEVER),
                Duration.ofSeconds(5),
                VaultSource::isOwnTrouble,
                TimeSource.system(),
                gateway.meters)));

        issue(source, FAILURES * 3);

        assertThat(source.status().breaker()).isEqualTo("closed");
    }

    @Test
    void letsOneProbeThroughAndClosesWhenItSucceeds() {
        GuardedSource source = guarded(SOON);
        open(source);
        awaitState(source, "half_open");
        vault.heal().hold();

        Future<Outcome> probe = gateway.issuing(source, APP);
        Outcome other = gateway.issue(source, APP);

        assertThat(other).isInstanceOfSatisfying(Outcome.Unavailable.class, refused -> assertThat(refused.code())
                .isEqualTo(GuardedSource.CIRCUIT_OPEN));
        awaitHeld(1);
        vault.release();
        assertThat(VaultFixture.await(probe)).isInstanceOf(Outcome.Issued.class);
        assertThat(source.status().breaker()).isEqualTo("closed");
        assertThat(vault.credsRequests()).hasSize(FAILURES + 1);
    }

    @Test
    void closesWhenTheProbeIsRefusedBecauseThatIsAnAnswer() {
        GuardedSource source = guarded(SOON);
        open(source);
        awaitState(source, "half_open");
        vault.heal();

        assertThat(gateway.issue(source, key("unknown"))).isInstanceOf(Outcome.NotFound.class);

        assertThat(source.status().breaker()).isEqualTo("closed");
    }

    @Test
    void opensAgainWhenTheProbeFails() {
        GuardedSource source = guarded(SOON);
        open(source);
        awaitState(source, "half_open");

        gateway.issue(source, APP);

        assertThat(source.status().breaker()).isEqualTo("open");
        awaitState(source, "half_open");
    }

    @Test
    void aLateSuccessAnswersItsCallerButDoesNotCloseAHalfOpenBreaker() {
        GuardedSource source = guarded(SOON);
        Future<Outcome> late = startedBeforeItOpens(source);
        awaitState(source, "half_open");

        vault.heal().release();

        assertThat(VaultFixture.await(late)).isInstanceOf(Outcome.Issued.class);
        gateway.on(Future::succeededFuture);
        assertThat(source.status().breaker()).isEqualTo("half_open");
    }

    @Test
    void aLateFailureDoesNotOpenAHalfOpenBreaker() {
        GuardedSource source = guarded(SOON);
        Future<Outcome> late = startedBeforeItOpens(source);
        awaitState(source, "half_open");

        vault.release();

        assertThat(VaultFixture.await(late)).isInstanceOf(Outcome.Unavailable.class);
        gateway.on(Future::succeededFuture);
        assertThat(source.status().breaker()).isEqualTo("half_open");
    }

    @Test
    void aProbeWithoutAnyAnswerEndsAtTheBound() {
        GuardedSource source = gateway.on(() -> Future.succeededFuture(GuardedSource.around(
                vertx,
                new Answering(null),
                breaker(SOON),
                Duration.ofMillis(50),
                failure -> false,
                TimeSource.system(),
                gateway.meters)));

        assertThat(gateway.issue(source, APP))
                .isInstanceOfSatisfying(Outcome.Unavailable.class, none -> assertThat(none.code())
                        .isEqualTo("backend.timeout"));
        issue(source, FAILURES - 1);
        awaitState(source, "half_open");
        gateway.issue(source, APP);
        awaitState(source, "half_open");
    }

    @Test
    void closesTheSourceBehindIt() {
        GuardedSource source = guarded(NEVER);

        gateway.on(source::close);

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Unavailable.class);
    }

    /** One call that is held while others fail and open the breaker. */
    private Future<Outcome> startedBeforeItOpens(GuardedSource source) {
        vault.hold();
        Future<Outcome> late = gateway.issuing(source, APP);
        awaitHeld(1);
        List<Future<Outcome>> others = IntStream.range(0, FAILURES)
                .mapToObj(i -> gateway.issuing(source, key("other")))
                .toList();
        awaitHeld(1 + FAILURES);
        vault.fail(503, "{\"errors\":[\"Vault is sealed\"]}");
        vault.releaseLast(FAILURES);
        others.forEach(VaultFixture::await);
        return late;
    }

    private void open(GuardedSource source) {
        vault.always(FakeReply.error(503, "Vault is sealed"));
        issue(source, FAILURES);
        assertThat(source.status().breaker()).isNotEqualTo("closed");
    }

    private void issue(GuardedSource source, int times) {
        for (int i = 0; i < times; i++) {
            gateway.issue(source, APP);
        }
    }

    private static void awaitState(GuardedSource source, String state) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(source.status().breaker()).isEqualTo(state));
    }

    private void awaitHeld(int requests) {
        Awaitility.await().untilAsserted(() -> assertThat(vault.holding()).isEqualTo(requests));
    }

    private GuardedSource guarded(Duration reset) {
        return gateway.on(() -> {
            VaultSource inner = gateway.create();
            return Future.succeededFuture(GuardedSource.around(
                    vertx,
                    inner,
                    breaker(reset),
                    inner.bound(),
                    VaultSource::isOwnTrouble,
                    TimeSource.system(),
                    gateway.meters));
        });
    }

    private static BreakerConfig breaker(Duration reset) {
        return new BreakerConfig(FAILURES, Duration.ofSeconds(10), reset);
    }
}
