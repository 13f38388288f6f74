package dev.credence.source.entra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Answer;
import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.Outcome;
import dev.credence.source.vault.VaultFixture;
import dev.credence.testing.FakeEntra;
import dev.credence.testing.FakeReply;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Principals that are not known everywhere yet, or not any more; and how one takes the place of another. */
class PropagationTest extends EntraTest {
    /** Longer than a principal counts as new. */
    private static final Duration SETTLED = Duration.ofMinutes(4);

    @ParameterizedTest
    @ValueSource(ints = {7000215, 700016, 7000229})
    void repeatsTheRejectionOfANewPrincipalUntilItIsKnown(int number) {
        web.next(
                FakeEntra.refusal(401, "invalid_client", number, "No."),
                FakeEntra.refusal(400, "unauthorized_client", number, "No."));
        int timers = warm();

        Future<Outcome> answer = gateway.issuing(source, token(ARM));
        awaitPause(1, timers + 1);
        gateway.advance(PAUSE.minusMillis(1));
        assertThat(web.requests()).hasSize(1);
        gateway.advance(Duration.ofMillis(1));
        awaitPause(2, timers + 1);
        gateway.advance(PAUSE);

        assertThat(VaultFixture.await(answer)).isInstanceOf(Outcome.Issued.class);
        assertThat(web.requests()).hasSize(3);
        assertThat(gateway.replaced()).isZero();
    }

    @Test
    void doesNotRepeatForLongerThanThreeMinutes() {
        web.always(rejection());
        int timers = warm();

        Future<Outcome> answer = gateway.issuing(source, token(ARM));
        int attempts = 1;
        for (Duration passed = PAUSE; passed.compareTo(Duration.ofMinutes(3)) <= 0; passed = passed.plus(PAUSE)) {
            awaitPause(attempts++, timers + 1);
            gateway.advance(PAUSE);
        }

        Outcome outcome = VaultFixture.await(answer);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Unavailable.class, failure -> {
            assertThat(failure.code()).isEqualTo("azure.principal_not_ready");
            assertThat(EntraSource.isOwnTrouble(failure)).isTrue();
        });
        assertThat(web.requests()).hasSize(52);
        assertThat(gateway.timers()).isEqualTo(timers);
    }

    @Test
    void aPrincipalThatIsRepeatedHoldsUpNobodyElse() {
        web.next(rejection());
        int timers = warm();
        Future<Outcome> waits = gateway.issuing(source, token("https://one"));
        awaitPause(1, timers + 1);

        assertThat(gateway.issue(source, token("https://two"))).isInstanceOf(Outcome.Issued.class);

        assertThat(waits.isComplete()).isFalse();
        gateway.advance(PAUSE);
        assertThat(VaultFixture.await(waits)).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void believesNoSingleReplicaSoonAfterAnotherHasKnownThePrincipal() {
        gateway.issue(source, token("https://one"));
        web.next(rejection());
        int timers = gateway.timers();

        Future<Outcome> answer = gateway.issuing(source, token("https://two"));
        awaitPause(2, timers + 1);
        gateway.advance(PAUSE);

        assertThat(VaultFixture.await(answer)).isInstanceOf(Outcome.Issued.class);
        assertThat(gateway.replaced()).isZero();
    }

    @Test
    void asksForAnotherPrincipalWhenOneThatWorkedIsRejected() {
        gateway.issue(source, token(ARM));
        gateway.advance(SETTLED);
        entra.forgets("client-1");
        entra.knows("client-2");

        Outcome outcome = gateway.issue(source, token(ARM));

        assertThat(((Outcome.Failure) outcome).code()).isEqualTo("azure.principal_rejected");
        assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
        assertThat(gateway.replaced()).isEqualTo(1);
        Awaitility.await().until(() -> gateway.released().equals(List.of("lease-1")));
        Outcome.Issued next = (Outcome.Issued) gateway.issue(source, token(ARM));
        assertThat(((AzureAccessToken) next.credential()).clientId()).contains("client-2");
        assertThat(gateway.vaultCalls()).isEqualTo(2);
    }

    @Test
    void takesTheNextPrincipalThatTheServiceHasMeanwhile() {
        gateway.checking((key, fresh) -> Future.succeededFuture(Optional.empty()));
        entra.knows("client-2");
        gateway.issue(source, token(ARM));
        gateway.advance(SETTLED);
        entra.forgets("client-1");
        web.hold();
        Future<Outcome> answer = gateway.issuing(source, token(ARM));
        Awaitility.await().until(() -> web.requests().size() == 2);
        gateway.run(() -> gateway.replace(PRINCIPAL));
        Awaitility.await().until(() -> gateway.released().equals(List.of("lease-1")));
        web.release();

        assertThat(clientOf(VaultFixture.await(answer))).isEqualTo("client-2");
        assertThat(gateway.replaced()).as("by the test alone").isEqualTo(1);
    }

    @Test
    void checksTheNextPrincipalBeforeItTakesThePlaceOfTheOneThatServes() {
        gateway.issue(source, token(ARM));

        // Half of its life.
        gateway.advance(Duration.ofHours(6));
        awaitPause(2, 1);
        assertThat(FakeEntra.form(web.requests().get(1)))
                .containsEntry("client_id", "client-2")
                .containsEntry("scope", ARM + "/.default");
        assertThat(gateway.released()).isEmpty();
        assertThat(clientOf(gateway.issue(source, token("https://other")))).isEqualTo("client-1");
        entra.knows("client-2");
        gateway.advance(PAUSE);
        Awaitility.await().until(() -> gateway.released().equals(List.of("lease-1")));

        assertThat(clientOf(gateway.issue(source, token(ARM)))).isEqualTo("client-2");
        assertThat(gateway.vaultCalls()).isEqualTo(2);
    }

    @Test
    void aFirstPrincipalIsNotChecked() {
        Answer answer = gateway.on(() -> gateway.base(PRINCIPAL));

        assertThat(answer).isInstanceOf(Answer.Found.class);
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void aPrincipalThatNeverWorksIsGivenBackAndTheOldOneGoesOn() {
        gateway.issue(source, token(ARM));
        gateway.advance(Duration.ofHours(6));
        // Five minutes, and the exchange before.
        for (int attempt = 1; attempt <= 85; attempt++) {
            awaitPause(1 + attempt, 1);
            gateway.advance(PAUSE);
        }
        Awaitility.await().until(() -> gateway.released().contains("lease-2"));

        assertThat(gateway.released()).containsExactly("lease-2");
        assertThat(clientOf(gateway.issue(source, token(ARM)))).isEqualTo("client-1");
    }

    @Test
    void aResourceThatIsGoneKeepsNoPrincipalFromTheOthers() {
        gateway.issue(source, token(ARM));
        web.next(FakeEntra.refusal(400, "invalid_resource", 500011, "gone"));

        gateway.advance(Duration.ofHours(6));

        Awaitility.await().until(() -> gateway.released().equals(List.of("lease-1")));
    }

    @Test
    void aPrincipalThatIsRefusedForGoodIsGivenBackAtOnce() {
        gateway.issue(source, token(ARM));
        web.next(FakeEntra.refusal(403, "access_denied", 53003, "blocked"));

        gateway.advance(Duration.ofHours(6));

        Awaitility.await().until(() -> gateway.released().equals(List.of("lease-2")));
    }

    @Test
    void aCheckWaitsAsLongAsTheAuthorityAsks() {
        entra.knows("client-2");
        gateway.issue(source, token(ARM));
        web.next(FakeReply.of(429, "").with("Retry-After", "60"));

        gateway.advance(Duration.ofHours(6));
        awaitPause(2, 1);
        gateway.advance(Duration.ofSeconds(59));
        assertThat(gateway.timers()).isEqualTo(1);
        assertThat(web.requests()).hasSize(2);
        gateway.advance(Duration.ofSeconds(1));

        Awaitility.await().until(() -> gateway.released().equals(List.of("lease-1")));
    }

    @Test
    void anAuthorityThatIsDownForAMomentCostsNoPrincipal() {
        entra.knows("client-2");
        gateway.issue(source, token(ARM));
        web.next(FakeReply.of(503, ""));
        int timers = gateway.timers();

        gateway.advance(Duration.ofHours(6));
        awaitPause(2, timers);
        gateway.advance(PAUSE);

        Awaitility.await().until(() -> gateway.released().equals(List.of("lease-1")));
        assertThat(gateway.vaultCalls()).isEqualTo(2);
    }

    /** The principal is held already; returns how many timers that takes. */
    private int warm() {
        gateway.on(() -> gateway.base(PRINCIPAL));
        return gateway.timers();
    }

    private static String clientOf(Outcome outcome) {
        return ((AzureAccessToken) ((Outcome.Issued) outcome).credential())
                .clientId()
                .orElseThrow();
    }
}
