package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of leases at the end of a gateway from which another one has taken over. */
class HandoverTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration HALF = Duration.ofMinutes(30);

    private final ServiceFixture fixture = new ServiceFixture();

    @BeforeEach
    void issueWithLeases() {
        fixture.issuer.leasing();
    }

    @Test
    void whatWorkloadsHoldIsLeftUntilTheEndThatTheyWereTold() {
        fixture.given("app");
        Instant told = end("app");
        fixture.time.advance(Duration.ofMinutes(10));

        assertThat(fixture.service.handOver().succeeded()).isTrue();

        assertThat(fixture.issuer.left()).isEqualTo(Map.of("lease-1", told));
        assertThat(fixture.issuer.released()).isEmpty();
    }

    @Test
    void anEndThatNobodyWasToldDoesNotCount() {
        fixture.issuer.renewing(HOUR);
        fixture.given("app");
        Instant told = end("app");
        fixture.time.advance(HALF);
        assertThat(end("app")).isAfter(told);

        fixture.service.handOver();

        assertThat(fixture.issuer.left()).isEqualTo(Map.of("lease-1", told));
    }

    @Test
    void whoeverAskedSinceTheRenewalHoldsItUntilTheNewEnd() {
        fixture.issuer.renewing(HOUR);
        fixture.given("app");
        fixture.time.advance(HALF);
        fixture.given("app");
        Instant told = end("app");

        fixture.service.handOver();

        assertThat(fixture.issuer.left()).isEqualTo(Map.of("lease-1", told));
    }

    @Test
    void whatNobodyHoldsAnyMoreIsReleased() {
        fixture.issuer.renewing(HOUR);
        fixture.given("app");
        fixture.time.advance(HALF.multipliedBy(2).plusMinutes(5));
        assertThat(fixture.issuer.renewals()).isNotEmpty();

        fixture.service.handOver();

        assertThat(fixture.issuer.left()).isEmpty();
        assertThat(fixture.issuer.released()).containsExactly("lease-1");
    }

    @Test
    void whatWasReplacedIsLeftToThoseWhoHoldIt() {
        fixture.given("app");
        Instant first = end("app");
        fixture.time.advance(HALF);
        fixture.given("app");
        Instant second = end("app");

        fixture.service.handOver();

        assertThat(fixture.issuer.left()).isEqualTo(Map.of("lease-1", first, "lease-2", second));
        assertThat(fixture.issuer.released()).isEmpty();
    }

    @Test
    void whatWasEvictedIsLeftToThoseWhoHoldIt() {
        ServiceFixture small = new ServiceFixture(new KeyLimits(1, Map.of(), 0, 0));
        small.issuer.leasing();
        small.given("app");
        small.given("other");

        small.service.handOver();

        assertThat(small.issuer.left()).containsOnlyKeys("lease-1", "lease-2");
    }

    @Test
    void whatWasReplacedAndHasEndedIsNobodys() {
        fixture.given("app");
        fixture.time.advance(HALF);
        fixture.given("app");
        fixture.time.advance(HALF);
        fixture.given("app");

        fixture.service.handOver();

        assertThat(fixture.issuer.left()).containsOnlyKeys("lease-2", "lease-3");
        assertThat(fixture.issuer.released()).isEmpty();
    }

    @Test
    void aPrincipalIsTakenBackBecauseNoWorkloadHoldsIt() {
        fixture.issuer.principals();
        fixture.ask("app");

        fixture.service.handOver();

        assertThat(fixture.issuer.left()).isEmpty();
        assertThat(fixture.issuer.released()).containsExactly("lease-1");
    }

    @Test
    void whatComesAfterTheEndIsForNobody() {
        fixture.issuer.hold();
        fixture.ask("app");

        fixture.service.handOver();
        fixture.issuer.release();

        assertThat(fixture.issuer.left()).isEmpty();
        assertThat(fixture.issuer.released()).containsExactly("lease-1");
    }

    private Instant end(String name) {
        return fixture.status(name).expires().orElseThrow();
    }
}
