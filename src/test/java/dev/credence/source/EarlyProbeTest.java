package dev.credence.source;

import static dev.credence.source.vault.VaultFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.BreakerConfig;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Holding;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import dev.credence.source.vault.VaultFixture;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has nothing finds out soon that a back end has healed, and nobody finds out by storming it. */
@Timeout(60)
class EarlyProbeTest {
    private static final CredentialKey APP = key("app");
    private static final int FAILURES = 5;
    private static final Outcome.Failure DOWN = new Outcome.Unavailable("backend.down", "down");
    private static final Outcome ISSUED = new Outcome.Issued(
            new AwsCredential("ASIA1", Secret.of("s"), Optional.empty(), Optional.empty(), Optional.empty()),
            VaultFixture.NOW);

    private final Vertx vertx = Vertx.vertx();
    private final FakeTime time = new FakeTime();
    private final VaultFixture context = new VaultFixture(vertx, URI.create("http://127.0.0.1:1"));
    private final Held held = new Held();
    private GuardedSource source;

    /** Every call stays open until the test ends it. */
    private static final class Held implements CredentialSource {
        private final List<Promise<Outcome>> calls = new ArrayList<>();

        @Override
        public Future<Outcome> issue(CredentialKey key) {
            Promise<Outcome> call = Promise.promise();
            calls.add(call);
            return call.future();
        }

        @Override
        public BackendStatus status() {
            return new BackendStatus("vault", "closed", Optional.empty(), Optional.empty(), Optional.empty());
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    @BeforeEach
    void open() {
        source = context.on(() -> Future.succeededFuture(GuardedSource.around(
                vertx,
                held,
                new BreakerConfig(FAILURES, Duration.ofSeconds(10), Duration.ofHours(1)),
                Duration.ofMinutes(10),
                failure -> failure.code().equals("own"),
                time,
                context.meters)));
        for (int i = 0; i < FAILURES; i++) {
            answered(APP, DOWN);
        }
        assertThat(source.status().breaker()).isEqualTo("open");
    }

    @AfterEach
    void stop() {
        VaultFixture.await(vertx.close());
    }

    @Test
    void refusesAtOnceDuringTheFirstSecond() {
        time.advance(Duration.ofMillis(999));

        assertThat(refused(urgent(APP))).isTrue();
    }

    @Test
    void letsOneCallerThroughASecondAfterItOpenedAndClosesWhenThatOneIsAnswered() {
        time.advance(Duration.ofSeconds(1));
        Future<Outcome> probe = urgent(APP);
        Future<Outcome> other = urgent(key("other"));

        assertThat(refused(other)).isTrue();
        end(FAILURES, ISSUED);

        assertThat(VaultFixture.await(probe)).isEqualTo(ISSUED);
        assertThat(source.status().breaker()).isEqualTo("closed");
        assertThat(context.registry.scrape())
                .contains("credence_breaker_state{backend=\"vault\",state=\"closed\"} 1.0");
    }

    @Test
    void takesARefusalForTheAnswerThatItIs() {
        time.advance(Duration.ofSeconds(1));
        urgent(APP);

        end(FAILURES, new Outcome.NotFound("backend.role_not_found", "no"));

        assertThat(source.status().breaker()).isEqualTo("closed");
    }

    @Test
    void opensAgainAfterAsManyFailuresAsEverOnceItHasClosed() {
        time.advance(Duration.ofSeconds(1));
        urgent(APP);
        end(FAILURES, ISSUED);

        for (int i = 0; i < FAILURES - 1; i++) {
            answered(APP, DOWN);
        }
        assertThat(source.status().breaker()).isEqualTo("closed");
        answered(APP, DOWN);

        assertThat(source.status().breaker()).isEqualTo("open");
    }

    @Test
    void tellsTheCallerWhoWasLetThroughWhatTheBackEndSaid() {
        time.advance(Duration.ofSeconds(1));
        Future<Outcome> probe = urgent(APP);

        end(FAILURES, DOWN);

        assertThat(VaultFixture.await(probe)).isEqualTo(DOWN);
        assertThat(source.status().breaker()).isEqualTo("open");
    }

    @Test
    void letsOneThroughEachSecondHoweverManyAsk() {
        for (int i = 0; i < 100; i++) {
            time.advance(Duration.ofMillis(100));
            urgent(APP);
            if (held.calls.size() > FAILURES && !last().future().isComplete()) {
                end(held.calls.size() - 1, DOWN);
            }
        }

        assertThat(held.calls).hasSize(FAILURES + 10);
    }

    @Test
    void letsAnotherGoBesideAProbeThatHangsAfterFourSeconds() {
        time.advance(Duration.ofSeconds(1));
        urgent(APP);
        time.advance(Duration.ofMillis(3_999));
        assertThat(refused(urgent(key("other")))).isTrue();

        time.advance(Duration.ofMillis(1));
        Future<Outcome> second = urgent(key("other"));
        end(FAILURES + 1, ISSUED);

        assertThat(VaultFixture.await(second)).isEqualTo(ISSUED);
        assertThat(source.status().breaker()).isEqualTo("closed");
    }

    @Test
    void staysOpenWhenACallFromBeforeItOpenedIsAnsweredLate() {
        time.advance(Duration.ofSeconds(1));
        Future<Outcome> probe = urgent(APP);
        end(FAILURES, ISSUED);
        Future<Outcome> old = urgent(APP);
        for (int i = 0; i < FAILURES; i++) {
            answered(APP, DOWN);
        }

        end(FAILURES + 1, ISSUED);

        assertThat(VaultFixture.await(probe)).isEqualTo(ISSUED);
        assertThat(VaultFixture.await(old)).isEqualTo(ISSUED);
        assertThat(source.status().breaker()).isEqualTo("open");
    }

    @Test
    void waitsAsLongAsAThrottlingBackEndAsksFor() {
        time.advance(Duration.ofSeconds(1));
        urgent(APP);
        end(FAILURES, new Outcome.Throttled("backend.throttled", "slowly", Duration.ofSeconds(7)));

        time.advance(Duration.ofMillis(6_999));
        assertThat(refused(urgent(APP))).isTrue();
        time.advance(Duration.ofMillis(1));
        urgent(APP);

        assertThat(held.calls).hasSize(FAILURES + 2);
    }

    @Test
    void learnsNothingFromTroubleOfItsOwn() {
        time.advance(Duration.ofSeconds(1));
        urgent(APP);
        end(FAILURES, new Outcome.Throttled("own", "own", Duration.ofSeconds(20)));
        assertThat(source.status().breaker()).isEqualTo("open");

        time.advance(Duration.ofSeconds(1));
        urgent(APP);

        assertThat(held.calls).hasSize(FAILURES + 2);
    }

    @Test
    void renewalsWaitForTheReset() {
        time.advance(Duration.ofMinutes(30));

        assertThat(refused(later(() -> source.issue(APP)))).isTrue();
        assertThat(held.calls).hasSize(FAILURES);
    }

    @Test
    void doesNotLetThroughWhatIsAskedForSomebodyWhoHasSomething() {
        IssuedCredential held = new IssuedCredential(
                APP, ((Outcome.Issued) ISSUED).credential(), VaultFixture.NOW, 0, VaultFixture.NOW, 0, new Holding(0));
        time.advance(Duration.ofSeconds(1));

        assertThat(refused(later(() -> source.renew(held, "lease")))).isTrue();
        assertThat(refused(later(() -> source.replace(held)))).isTrue();
    }

    @Test
    void oneRoleThatFailsDoesNotOpenItWhileOthersAreAnsweredInBetween() {
        time.advance(Duration.ofSeconds(1));
        urgent(APP);
        end(FAILURES, ISSUED);

        for (int i = 0; i < 10; i++) {
            for (int failure = 0; failure < FAILURES - 1; failure++) {
                answered(key("slow"), DOWN);
            }
            answered(APP, ISSUED);
        }

        assertThat(source.status().breaker()).isEqualTo("closed");
    }

    private Future<Outcome> urgent(CredentialKey key) {
        return later(() -> source.issueUrgently(key));
    }

    private void answered(CredentialKey key, Outcome outcome) {
        Future<Outcome> answer = later(() -> source.issue(key));
        end(held.calls.size() - 1, outcome);
        assertThat(VaultFixture.await(answer)).isEqualTo(outcome);
    }

    /** Begun when this returns. */
    private Future<Outcome> later(Supplier<Future<Outcome>> call) {
        List<Future<Outcome>> begun = new ArrayList<>();
        context.on(() -> Future.succeededFuture(begun.add(call.get())));
        return begun.get(0);
    }

    private void end(int call, Outcome outcome) {
        context.on(() -> Future.succeededFuture(held.calls.get(call).tryComplete(outcome)));
        // What follows from it runs on the same context before this.
        context.on(Future::succeededFuture);
    }

    private Promise<Outcome> last() {
        return held.calls.get(held.calls.size() - 1);
    }

    private static boolean refused(Future<Outcome> answer) {
        return VaultFixture.await(answer) instanceof Outcome.Unavailable refusal
                && refusal.code().equals(GuardedSource.CIRCUIT_OPEN);
    }
}
