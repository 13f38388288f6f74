package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Cloud;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Renewal ahead of the end, service until the real end, and never a moment longer. */
class RenewalTest {
    private final ServiceFixture fixture = new ServiceFixture();

    @Test
    void renewsAtHalfTheLifeWithoutAnyoneAsking() {
        fixture.ask("app");

        fixture.time.advance(Duration.ofMinutes(29));
        assertThat(fixture.issuer.calls()).isEqualTo(1);

        fixture.time.advance(Duration.ofMinutes(1));
        assertThat(fixture.issuer.calls()).isEqualTo(2);
        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000002");
    }

    @Test
    void renewsBeforeLessThanTwentyMinutesAreLeft() {
        fixture.issuer.issuing(Duration.ofMinutes(30));
        fixture.ask("app");

        fixture.time.advance(Duration.ofMinutes(10));

        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void servesTheOldOneWhileTheNewOneIsOnItsWay() {
        fixture.ask("app");
        fixture.issuer.hold();

        fixture.time.advance(Duration.ofMinutes(31));

        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000001");
        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void keepsServingUntilTheRealEndWhileTheBackEndIsDown() {
        fixture.ask("app");
        fixture.issuer.failing(ServiceFixture.DOWN);

        fixture.time.advance(Duration.ofMinutes(60).minusMillis(1));
        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000001");
        assertThat(fixture.status("app").state()).isEqualTo(CredentialState.STALE);

        fixture.time.advance(Duration.ofMillis(1));
        assertThat(fixture.refusal("app")).isEqualTo(ServiceFixture.DOWN.code());
        assertThat(fixture.status("app").state()).isEqualTo(CredentialState.EXPIRED);
        assertThat(fixture.dropped).containsExactly("app expired");
    }

    @Test
    void triesAgainByItselfUntilTheBackEndHeals() {
        fixture.ask("app");
        fixture.issuer.failing(ServiceFixture.DOWN);
        fixture.time.advance(Duration.ofMinutes(35));
        int calls = fixture.issuer.calls();
        assertThat(calls).isGreaterThan(5);

        fixture.issuer.healed();
        fixture.time.advance(Duration.ofSeconds(16));

        assertThat(fixture.issuer.calls()).isEqualTo(calls + 1);
        assertThat(fixture.status("app").state()).isEqualTo(CredentialState.FRESH);
        assertThat(fixture.status("app").lastError()).isEmpty();
    }

    @Test
    void asksAgainThirtySecondsAfterARefusalAtTheEarliest() {
        fixture.issuer.failing(ServiceFixture.DENIED);
        fixture.ask("app");

        fixture.time.advance(Duration.ofMillis(29_999));
        assertThat(fixture.refusal("app")).isEqualTo(ServiceFixture.DENIED.code());
        assertThat(fixture.issuer.calls()).isEqualTo(1);

        fixture.time.advance(Duration.ofMillis(1));
        fixture.issuer.healed();
        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000002");
    }

    @Test
    void waitsAsLongAsTheBackEndAsksFor() {
        fixture.issuer.failing(new Outcome.Throttled("backend.throttled", "slow down", Duration.ofSeconds(7)));
        fixture.ask("app");

        fixture.time.advance(Duration.ofMillis(6_999));
        assertThat(fixture.refusal("app")).isEqualTo("backend.throttled");
        assertThat(fixture.issuer.calls()).isEqualTo(1);

        fixture.time.advance(Duration.ofMillis(1));
        fixture.ask("app");
        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void goesOnServingWhenTheBackEndStartsToRefuse() {
        fixture.ask("app");
        fixture.issuer.failing(ServiceFixture.DENIED);

        fixture.time.advance(Duration.ofMinutes(40));

        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000001");
        assertThat(fixture.issuer.calls()).isBetween(10, 21);
    }

    @Test
    void doesNotServeWhatTheWallClockCallsExpired() {
        fixture.ask("app");

        fixture.time.jump(Duration.ofHours(1));

        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000002");
    }

    @Test
    void doesNotReviveAnExpiredCredentialWhenTheWallClockJumpsBack() {
        fixture.ask("app");
        fixture.issuer.failing(ServiceFixture.DOWN);
        fixture.time.advance(Duration.ofMinutes(50));
        fixture.time.jump(Duration.ofHours(-2));
        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000001");

        fixture.time.advance(Duration.ofMinutes(10));

        assertThat(fixture.refusal("app")).isEqualTo(ServiceFixture.DOWN.code());
    }

    @Test
    void doesNotHoldACredentialThatCameExpired() {
        fixture.issuer.issuing(Duration.ofMillis(500));

        assertThat(fixture.refusal("app")).isEqualTo("backend.expired");
    }

    @Test
    void dropsAKeyThatNobodyAskedForDuringTheIdleTime() {
        fixture.ask("app");

        fixture.time.advance(Duration.ofMinutes(61));

        assertThat(fixture.dropped).containsExactly("app idle");
        assertThat(fixture.service.size()).isZero();
        assertThat(fixture.time.timers()).isZero();
    }

    @Test
    void keepsAKeyThatHitsAreServedFrom() {
        fixture.ask("app");
        fixture.time.advance(Duration.ofMinutes(40));
        // As a listener does for a hit: without a word to the service.
        fixture.issued.get(0).holding().touch(fixture.time.nanoTime());

        fixture.time.advance(Duration.ofMinutes(59));
        assertThat(fixture.dropped).isEmpty();

        fixture.time.advance(Duration.ofMinutes(2));
        assertThat(fixture.dropped).containsExactly("app idle");
    }

    @Test
    void forgetsAFailureThatNobodyAskedForAgain() {
        fixture.issuer.failing(ServiceFixture.DENIED);
        fixture.ask("app");

        fixture.time.advance(Duration.ofHours(1));

        assertThat(fixture.service.size()).isZero();
        assertThat(fixture.issuer.calls()).isEqualTo(1);
    }

    @Test
    void fetchesAheadAndTriesUntilItSucceeds() {
        fixture.issuer.failing(ServiceFixture.DOWN);
        fixture.service.prefetch(Cloud.AWS, Set.of(ServiceFixture.key("app")));
        fixture.time.advance(Duration.ofHours(3));
        assertThat(fixture.status("app").state()).isEqualTo(CredentialState.FAILING);

        fixture.issuer.healed();
        fixture.time.advance(Duration.ofSeconds(16));

        assertThat(fixture.status("app").state()).isEqualTo(CredentialState.FRESH);
    }

    @Test
    void letsAnIdlePrefetchedKeyGoAndFetchesItForTheNextCaller() {
        fixture.service.prefetch(Cloud.AWS, Set.of(ServiceFixture.key("app")));

        fixture.time.advance(Duration.ofHours(10));
        assertThat(fixture.status("app").state()).isEqualTo(CredentialState.IDLE);
        assertThat(fixture.issuer.calls()).isEqualTo(2);

        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000003");
    }

    @Test
    void dropsWhatTheConfigurationNoLongerNames() {
        fixture.service.prefetch(Cloud.AWS, Set.of(ServiceFixture.key("old"), ServiceFixture.key("kept")));

        fixture.service.prefetch(Cloud.AWS, Set.of(ServiceFixture.key("kept"), ServiceFixture.key("new")));

        assertThat(fixture.dropped).containsExactly("old removed");
        assertThat(fixture.issuer.asked().stream().map(CredentialKey::credential))
                .containsExactlyInAnyOrder("old", "kept", "new");
    }

    @Test
    void neverHasMoreThanSixteenCallsOfItsOwnUnderWay() {
        fixture.issuer.hold();

        fixture.service.prefetch(
                Cloud.AWS,
                IntStream.range(0, 60)
                        .mapToObj(i -> ServiceFixture.key("app-" + i))
                        .collect(Collectors.toSet()));
        assertThat(fixture.issuer.calls()).isEqualTo(16);

        fixture.issuer.release();
        assertThat(fixture.issuer.calls()).isEqualTo(60);
    }

    @Test
    void doesNotFetchTwiceWhatACallerFetchedWhileItWasQueued() {
        fixture.issuer.hold();
        fixture.service.prefetch(
                Cloud.AWS,
                IntStream.range(0, 20)
                        .mapToObj(i -> ServiceFixture.key("app-" + i))
                        .collect(Collectors.toSet()));
        IntStream.range(0, 20).forEach(i -> fixture.ask("app-" + i));

        fixture.issuer.release();

        assertThat(fixture.issuer.calls()).isEqualTo(20);
    }

    @Test
    void refreshesAndDropsAtAnOperatorsWord() {
        fixture.ask("app");

        assertThat(fixture.service.refresh("app")).isEqualTo(1);
        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000002");

        assertThat(fixture.service.drop("app")).isEqualTo(1);
        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000003");
        assertThat(fixture.service.refresh("unknown")).isZero();
    }

    @Test
    void answersAllWhoWaitWhenItCloses() {
        fixture.issuer.hold();
        var waiting = fixture.ask("app");

        fixture.service.close();

        assertThat(ServiceFixture.refusal(waiting)).isEqualTo("gateway.closing");
        assertThat(fixture.time.timers()).isZero();
    }
}
