package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Cloud;
import dev.credence.testing.LogCapture;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials that exist until somebody takes them back: the keys of IAM users, and service principals. */
class LeaseTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration HALF = Duration.ofMinutes(30);

    private final ServiceFixture fixture = new ServiceFixture();

    @BeforeEach
    void issueWithLeases() {
        fixture.issuer.leasing();
    }

    @Test
    void whatIsInUseIsRenewedAtItsRefreshPointInsteadOfBeingIssuedAnew() {
        fixture.issuer.renewing(HOUR);
        String first = fixture.given("app");

        for (int i = 1; i <= 10; i++) {
            fixture.time.advance(HALF);
            assertThat(fixture.given("app")).isEqualTo(first);
            assertThat(fixture.issuer.renewals()).hasSize(i);
        }

        assertThat(fixture.issuer.calls()).isEqualTo(1);
        assertThat(fixture.issuer.renewals()).containsOnly("lease-1");
        assertThat(fixture.issuer.released()).isEmpty();
        assertThat(fixture.issued).hasSize(11);
        assertThat(fixture.issued.get(10).expires())
                .isEqualTo(fixture.time.instant().plus(HOUR));
    }

    @Test
    void whatHasNoLeaseIsNeverRenewed() {
        ServiceFixture sessions = new ServiceFixture();
        sessions.issuer.renewing(HOUR);
        sessions.given("app");

        sessions.time.advance(HALF);

        assertThat(sessions.issuer.renewals()).isEmpty();
        assertThat(sessions.issuer.calls()).isEqualTo(2);
    }

    @Test
    void whatTheBackEndDoesNotRenewIsIssuedAnewAndTheOldOneIsLeftToThoseWhoHoldIt() {
        fixture.issuer.notRenewing(ServiceFixture.DENIED);
        String first = fixture.given("app");

        fixture.time.advance(HALF);

        assertThat(fixture.given("app")).isNotEqualTo(first);
        assertThat(fixture.issuer.replaced()).isEqualTo(1);
        fixture.time.advance(Duration.ofMinutes(29));
        assertThat(fixture.issuer.released()).isEmpty();
    }

    @Test
    void aPrincipalIsTakenBackWhenItIsReplacedBecauseNoWorkloadHoldsIt() {
        fixture.issuer.principals().notRenewing(ServiceFixture.DENIED);
        fixture.ask("app");

        fixture.time.advance(HALF);

        assertThat(fixture.issuer.released()).containsExactly("lease-1");
    }

    @Test
    void whatWasReplacedButNotEndedIsTakenBackWithTheRestAtTheEnd() {
        fixture.given("app");
        fixture.time.advance(HALF);
        fixture.given("app");

        fixture.service.close();

        assertThat(fixture.issuer.released()).containsExactlyInAnyOrder("lease-1", "lease-2");
    }

    @Test
    void whatWasReplacedAndHasEndedIsNotTakenBack() {
        fixture.given("app");
        fixture.time.advance(HALF);
        fixture.given("app");
        fixture.time.advance(HALF);
        fixture.given("app");

        fixture.service.close();

        assertThat(fixture.issuer.released()).containsExactlyInAnyOrder("lease-2", "lease-3");
    }

    @Test
    void anOutageOfRenewalsIsRiddenOutWithWhatIsHeld() {
        fixture.issuer.notRenewing(ServiceFixture.DOWN);
        String first = fixture.given("app");

        fixture.time.advance(HALF.plusMinutes(1));
        assertThat(fixture.given("app")).isEqualTo(first);
        assertThat(fixture.status("app").state()).isEqualTo(CredentialState.STALE);
        assertThat(fixture.issuer.renewals()).hasSizeGreaterThan(2);
        fixture.issuer.renewing(HOUR);
        fixture.time.advance(Duration.ofSeconds(30));

        assertThat(fixture.given("app")).isEqualTo(first);
        assertThat(fixture.status("app").state()).isEqualTo(CredentialState.FRESH);
        assertThat(fixture.issuer.calls()).isEqualTo(1);
    }

    @Test
    void aRenewalThatShortensTheLifeIsBelieved() {
        fixture.issuer.issuing(Duration.ofHours(10)).renewing(HOUR);
        fixture.service.prefetch(Cloud.AWS, Set.of(ServiceFixture.key("app")));
        for (int i = 0; i < 6; i++) {
            fixture.time.advance(Duration.ofMinutes(50));
            fixture.given("app");
        }

        assertThat(fixture.status("app").expires())
                .contains(fixture.time.instant().plus(HOUR));
    }

    @Test
    void anOperatorWhoRefreshesGetsNewKeys() {
        fixture.issuer.renewing(HOUR);
        String first = fixture.given("app");

        fixture.service.refresh("app");

        assertThat(fixture.given("app")).isNotEqualTo(first);
        assertThat(fixture.issuer.renewals()).isEmpty();
        fixture.time.advance(HALF);
        assertThat(fixture.issuer.renewals()).containsExactly("lease-2");
    }

    @Test
    void whatIsDroppedWhileItIsRenewedIsGivenBackOnce() {
        fixture.issuer.renewing(HOUR);
        fixture.given("app");
        fixture.issuer.hold();
        fixture.time.advance(HALF);

        fixture.service.drop("app");
        fixture.issuer.release();

        assertThat(fixture.issuer.released()).containsExactly("lease-1");
        assertThat(fixture.issuer.calls()).isEqualTo(1);
        assertThat(fixture.service.size()).isZero();
    }

    @Test
    void whatIsDroppedWhileItIsRenewedAndMustBeThereIsIssuedAnew() {
        fixture.issuer.renewing(HOUR);
        fixture.service.prefetch(Cloud.AWS, Set.of(ServiceFixture.key("app")));
        fixture.issuer.hold();
        fixture.time.advance(HALF);

        fixture.service.drop("app");
        Future<Answer> asked = fixture.ask("app");
        fixture.issuer.release();

        assertThat(asked.result()).isInstanceOf(Answer.Found.class);
        assertThat(fixture.issuer.released()).containsExactly("lease-1");
        fixture.service.close();
        assertThat(fixture.issuer.released()).containsExactly("lease-1", "lease-2");
    }

    @Test
    void aRenewalThatEndsAfterTheEndChangesNothing() {
        fixture.issuer.renewing(HOUR);
        fixture.given("app");
        fixture.issuer.hold();
        fixture.time.advance(HALF);

        fixture.service.close();
        fixture.issuer.notRenewing(ServiceFixture.DENIED).release();

        assertThat(fixture.issuer.released()).containsExactly("lease-1");
        assertThat(fixture.issuer.calls()).isEqualTo(1);
    }

    @Test
    void whatWorkloadsHoldIsNotIdleBeforeTheEndThatTheyWereTold() {
        Duration life = Duration.ofHours(12);
        fixture.issuer.issuing(life).renewing(life);
        fixture.given("app");

        fixture.time.advance(life.minusMinutes(1));
        assertThat(fixture.dropped).isEmpty();
        fixture.time.advance(Duration.ofMinutes(2));

        assertThat(fixture.dropped).containsExactly("app idle");
        assertThat(fixture.issuer.released()).containsExactly("lease-1");
    }

    @Test
    void whatIsEvictedIsLeftToThoseWhoHoldIt() {
        ServiceFixture small = new ServiceFixture(new KeyLimits(1, Map.of(), 0, 0));
        small.issuer.leasing();
        small.given("app");

        small.given("other");

        assertThat(small.dropped).containsExactly("app evicted");
        assertThat(small.issuer.released()).isEmpty();
        small.service.close();
        assertThat(small.issuer.released()).containsExactlyInAnyOrder("lease-1", "lease-2");
    }

    @Test
    void theLogTellsARenewalFromAnIssue() {
        try (LogCapture log = LogCapture.of("credence.credential")) {
            fixture.issuer.renewing(HOUR);
            fixture.given("app");
            fixture.time.advance(HALF);

            assertThat(log.lines()).anyMatch(line -> line.contains("credential renewed"));
        }
    }
}
