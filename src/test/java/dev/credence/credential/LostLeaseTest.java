package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Cloud;
import dev.credence.testing.LogCapture;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases that end before their time, as those of a token do with the token. */
class LostLeaseTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Outcome.NotFound GONE = new Outcome.NotFound("backend.lease_gone", "gone");

    private final ServiceFixture fixture = new ServiceFixture();

    @BeforeEach
    void issueWithLeases() {
        fixture.issuer.leasing().issuing(Duration.ofHours(10)).notRenewing(GONE);
    }

    @Test
    void oneThatHasEndedIsReplacedInTheBackgroundWithinTheTimeGiven() {
        String first = fixture.given("app");

        doubt("app", "lease-1");
        assertThat(fixture.given("app")).isEqualTo(first);
        fixture.time.advance(WITHIN);

        assertThat(fixture.given("app")).isNotEqualTo(first);
        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void whatDoesNotWorkAnyMoreIsNotWaitedForAndHasNothingToGiveBack() {
        fixture.given("app");

        doubt("app", "lease-1");
        fixture.time.advance(WITHIN);

        assertThat(fixture.issuer.replaced()).as("with a trial of the new one").isZero();
        fixture.service.close();
        assertThat(fixture.issuer.released()).containsExactly("lease-2");
    }

    @Test
    void oneThatTheBackEndLetsLiveOnIsKept() {
        fixture.issuer.renewing(HOUR);
        String first = fixture.given("app");

        doubt("app", "lease-1");
        fixture.time.advance(WITHIN);

        assertThat(fixture.given("app")).isEqualTo(first);
        assertThat(fixture.issuer.renewals()).containsExactly("lease-1");
        assertThat(fixture.issuer.calls()).isEqualTo(1);
        assertThat(fixture.status("app").expires()).hasValueSatisfying(end -> assertThat(end)
                .isBefore(fixture.time.instant().plus(HOUR)));
    }

    @Test
    void whatIsHeldIsServedUntilAnotherCanBeHad() {
        String first = fixture.given("app");
        fixture.issuer.failing(ServiceFixture.DOWN);

        doubt("app", "lease-1");
        fixture.time.advance(Duration.ofMinutes(5));
        assertThat(fixture.given("app")).isEqualTo(first);
        assertThat(fixture.status("app").state()).isEqualTo(CredentialState.STALE);
        fixture.issuer.healed();
        fixture.time.advance(Duration.ofSeconds(15));

        assertThat(fixture.given("app")).isNotEqualTo(first);
        assertThat(fixture.issuer.renewals())
                .as("asked about what is known to be gone")
                .containsExactly("lease-1");
    }

    @Test
    void aBackEndThatRefusesAnotherIsNoReasonToRefuseCallers() {
        String first = fixture.given("app");
        fixture.issuer.failing(ServiceFixture.DENIED);

        doubt("app", "lease-1");
        fixture.time.advance(Duration.ofMinutes(5));

        assertThat(fixture.given("app")).isEqualTo(first);
        assertThat(fixture.issuer.calls()).isBetween(8, 12);
    }

    @Test
    void manyAreAskedForOnceEachAndNotAllAtTheSameTime() {
        IntStream.range(0, 90).forEach(i -> fixture.given("app-" + i));
        fixture.issuer.hold();

        IntStream.range(0, 90).forEach(i -> doubt("app-" + i, "lease-" + (i + 1)));
        assertThat(fixture.issuer.renewals()).isEmpty();
        fixture.time.advance(WITHIN.dividedBy(2));
        assertThat(fixture.issuer.renewals())
                .as("one for each of so many at once")
                .hasSize(16);
        fixture.issuer.release();
        fixture.time.advance(WITHIN);

        assertThat(fixture.issuer.renewals()).hasSize(90).doesNotHaveDuplicates();
        assertThat(fixture.issuer.calls()).isEqualTo(180);
        fixture.time.advance(Duration.ofMinutes(1));
        assertThat(fixture.issuer.calls()).isEqualTo(180);
    }

    @Test
    void whatIsToldTwiceIsIssuedOnce() {
        fixture.given("app");

        for (int i = 0; i < 10; i++) {
            doubt("app", "lease-1");
        }
        fixture.time.advance(Duration.ofMinutes(1));
        doubt("app", "lease-1");
        fixture.time.advance(Duration.ofMinutes(1));

        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void aLeaseThatEndsBeforeItsCredentialHasArrivedIsNoticed() {
        fixture.issuer.hold();
        Future<Answer> first = fixture.ask("app");

        doubt("app", "lease-1");
        fixture.issuer.release();
        assertThat(first.result()).isInstanceOf(Answer.Found.class);
        fixture.time.advance(WITHIN);

        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void leasesThatNobodyHoldsAnyMoreChangeNothing() {
        fixture.given("app");

        doubt("app", "lease-9");
        doubt("other", "lease-1");
        fixture.time.advance(Duration.ofMinutes(1));

        assertThat(fixture.issuer.renewals()).isEmpty();
        assertThat(fixture.issuer.calls()).isEqualTo(1);
    }

    @Test
    void oneThatNobodyHasAskedForLatelyIsReplacedForThoseWhoHoldIt() {
        fixture.given("app");
        fixture.issuer.renewing(Duration.ofHours(10));
        fixture.time.advance(Duration.ofHours(6));
        fixture.issuer.notRenewing(GONE);

        doubt("app", "lease-1");
        fixture.time.advance(WITHIN);

        assertThat(fixture.issuer.calls()).isEqualTo(2);
        fixture.time.advance(Duration.ofMinutes(30));
        assertThat(fixture.dropped).isEmpty();
    }

    @Test
    void whatWasMadeFromABaseThatEndedIsMadeAnew() {
        CredentialKey base = new CredentialKey(Cloud.AZURE, "app", "vault", Map.of(CredentialKey.ROLE, "app"));
        CredentialKey token = base.derive("vault", Map.of(CredentialKey.RESOURCE, "r"));
        CredentialKey unrelated = new CredentialKey(Cloud.AZURE, "x", "vault", Map.of(CredentialKey.ROLE, "x"))
                .derive("vault", Map.of(CredentialKey.RESOURCE, "r"));
        fixture.service.base(base);
        fixture.service.get(token, "10.0.0.1", "");
        fixture.service.get(unrelated, "10.0.0.1", "");

        fixture.service.doubt(base, "lease-1", WITHIN);
        fixture.time.advance(WITHIN);
        fixture.issuer.renewing(HOUR);
        fixture.time.advance(Duration.ofSeconds(10));

        assertThat(fixture.issuer.asked()).filteredOn(base::equals).hasSize(2);
        assertThat(fixture.issuer.renewals())
                .as("of the base, of what was made from it, and not of the other")
                .contains("lease-1", "lease-2")
                .doesNotContain("lease-3");
        assertThat(fixture.issuer.asked()).filteredOn(unrelated::equals).hasSize(1);
    }

    @Test
    void nothingIsAskedForOnceTheServiceHasEnded() {
        fixture.service.prefetch(Cloud.AWS, Set.of(ServiceFixture.key("app")));
        try (LogCapture log = LogCapture.of("credence.credential")) {
            fixture.service.close();

            doubt("app", "lease-1");
            fixture.time.advance(Duration.ofMinutes(1));

            assertThat(fixture.issuer.calls()).isEqualTo(1);
            assertThat(log.lines()).isEmpty();
        }
    }

    private void doubt(String name, String lease) {
        fixture.service.doubt(ServiceFixture.key(name), lease, WITHIN);
    }
}
