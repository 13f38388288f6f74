package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A call that hangs does not keep its key from a back end that has healed. */
class OverdueCallTest {
    private static final Duration OVERDUE = Duration.ofSeconds(4);

    private final ServiceFixture fixture = new ServiceFixture();

    private void hangUntilOverdue() {
        fixture.issuer.hold();
        fixture.ask("app");
        fixture.time.advance(OVERDUE);
    }

    private void hangRenewalUntilTheEnd() {
        fixture.issuer.leasing();
        fixture.ask("app");
        fixture.issuer.hold();
        fixture.time.advance(Duration.ofHours(1));
    }

    @Test
    void oneCallServesAllWhoAskABackEndThatTakesThreeSeconds() {
        fixture.issuer.hold();
        for (int i = 0; i < 40; i++) {
            fixture.ask("app");
            fixture.time.advance(Duration.ofMillis(75));
        }

        fixture.issuer.release();

        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000001");
        assertThat(fixture.issuer.calls()).isEqualTo(1);
    }

    @Test
    void theFirstWhoAsksAfterFourSecondsHasTheBackEndAskedOnceMore() {
        hangUntilOverdue();
        fixture.issuer.answering();

        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000002");
        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void nobodyHasItAskedOnceMoreWhileSomethingIsHeld() {
        fixture.ask("app");
        fixture.issuer.hold();
        fixture.time.advance(Duration.ofMinutes(30).plus(OVERDUE));

        fixture.ask("app");

        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void whatIsMadeFromAnotherCredentialMayTakeItsTime() {
        CredentialKey derived = ServiceFixture.key("app").derive("vault", Map.of("resource", "r"));
        fixture.issuer.hold();

        for (int i = 0; i < 10; i++) {
            fixture.service.get(derived, "10.0.0.1", "");
            fixture.time.advance(OVERDUE);
        }

        assertThat(fixture.issuer.calls()).isEqualTo(1);
    }

    @Test
    void besideARenewalThatHungUntilTheEndANewOneIsIssued() {
        hangRenewalUntilTheEnd();
        Future<Answer> waiting = fixture.ask("app");

        fixture.issuer.answer(1);

        assertThat(waiting.result()).isInstanceOf(Answer.Found.class);
        assertThat(fixture.issuer.renewals()).containsExactly("lease-1");
        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000002");
    }

    @Test
    void aRenewalThatIsRefusedAfterAllIssuesNothingMore() {
        hangRenewalUntilTheEnd();
        fixture.ask("app");
        fixture.issuer.answer(1);

        fixture.issuer.answer(0);

        assertThat(fixture.issuer.calls()).isEqualTo(2);
        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000002");
        assertThat(fixture.issuer.released()).isEmpty();
    }

    @Test
    void aRenewalThatIsRefusedBeforeTheOtherCallEndsLeavesTheMatterToThatOne() {
        hangRenewalUntilTheEnd();
        Future<Answer> waiting = fixture.ask("app");

        fixture.issuer.answer(0);
        fixture.issuer.answer(0);

        assertThat(waiting.result()).isInstanceOf(Answer.Found.class);
        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void thereAreNeverMoreThanTwoCallsForOneKey() {
        hangUntilOverdue();
        for (int i = 0; i < 100; i++) {
            fixture.ask("app");
            fixture.time.advance(Duration.ofSeconds(1));
        }

        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void whoeverWaitsForTheOverdueCallIsServedFromTheOtherToo() {
        fixture.issuer.hold();
        fixture.ask("app");
        fixture.time.advance(OVERDUE.minusMillis(100));
        Future<Answer> first = fixture.ask("app");
        fixture.time.advance(Duration.ofMillis(100));
        Future<Answer> second = fixture.ask("app");

        fixture.issuer.answer(1);

        assertThat(first.result()).isInstanceOf(Answer.Found.class).isEqualTo(second.result());
    }

    @Test
    void whatTheOverdueCallBringsAtLastServesAllIfItIsFirst() {
        hangUntilOverdue();
        Future<Answer> waiting = fixture.ask("app");

        fixture.issuer.answer(0);

        assertThat(waiting.result()).isInstanceOf(Answer.Found.class);
        assertThat(fixture.issued).hasSize(1);
    }

    @Test
    void theLeaseOfTheCallThatComesSecondIsGivenBack() {
        fixture.issuer.leasing();
        hangUntilOverdue();
        fixture.ask("app");

        fixture.issuer.answer(1);
        fixture.issuer.answer(0);

        assertThat(fixture.issued).hasSize(1);
        assertThat(fixture.issuer.released()).containsExactly("lease-2");
    }

    @Test
    void theLeaseOfTheNewerCallIsGivenBackIfTheOverdueOneWasFirst() {
        fixture.issuer.leasing();
        hangUntilOverdue();
        fixture.ask("app");

        fixture.issuer.answer(0);
        fixture.issuer.answer(0);

        assertThat(fixture.issued).hasSize(1);
        assertThat(fixture.issuer.released()).containsExactly("lease-2");
        fixture.time.advance(Duration.ofMinutes(30));
        assertThat(fixture.issuer.renewals()).as("it is renewed as ever").containsExactly("lease-1");
    }

    @Test
    void whatTheOverdueCallBringsIsKeptWhenTheNewerOneFailed() {
        hangUntilOverdue();
        Future<Answer> waiting = fixture.ask("app");
        fixture.issuer.failing(ServiceFixture.DOWN);
        fixture.issuer.answer(1);
        fixture.issuer.healed();

        fixture.issuer.answer(0);

        assertThat(ServiceFixture.refusal(waiting)).isEqualTo(ServiceFixture.DOWN.code());
        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000002");
        assertThat(fixture.issuer.calls()).isEqualTo(2);
    }

    @Test
    void theEndOfTheOverdueCallMakesRoomForAnother() {
        hangUntilOverdue();
        fixture.ask("app");
        fixture.time.advance(OVERDUE);
        fixture.issuer.failing(ServiceFixture.DOWN);
        fixture.issuer.answer(0);
        fixture.issuer.healed();

        fixture.ask("app");

        assertThat(fixture.issuer.calls()).isEqualTo(3);
    }

    @Test
    void nobodyIsGivenWhatEndedWhileTheSecondCallHung() {
        fixture.issuer.issuing(Duration.ofMinutes(1));
        hangUntilOverdue();
        fixture.ask("app");
        fixture.issuer.answer(0);

        fixture.time.advance(Duration.ofMinutes(1));
        Future<Answer> late = fixture.ask("app");
        fixture.time.advance(ServiceFixture.WAIT);

        assertThat(ServiceFixture.refusal(late)).isEqualTo("backend.slow");
    }

    @Test
    void theLeasesOfBothAreGivenBackWhenTheKeyHasGone() {
        fixture.issuer.leasing();
        hangUntilOverdue();
        fixture.ask("app");
        fixture.service.drop("app");

        fixture.issuer.answer(0);
        fixture.issuer.answer(0);

        assertThat(fixture.issuer.released()).containsExactly("lease-1", "lease-2");
        assertThat(fixture.service.size()).isZero();
    }

    @Test
    void allWhoWaitForEitherAreAnsweredWhenItCloses() {
        fixture.issuer.hold();
        fixture.ask("app");
        fixture.time.advance(OVERDUE.minusMillis(100));
        Future<Answer> first = fixture.ask("app");
        fixture.time.advance(Duration.ofMillis(100));
        Future<Answer> second = fixture.ask("app");

        fixture.service.close();

        assertThat(ServiceFixture.refusal(first)).isEqualTo("gateway.closing");
        assertThat(ServiceFixture.refusal(second)).isEqualTo("gateway.closing");
    }
}
