package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One call for each key, however many wait and however it ends. */
class CoalescingTest {
    private static final int CALLERS = 1_000;

    private final ServiceFixture fixture = new ServiceFixture();

    private List<Future<Answer>> herd() {
        List<Future<Answer>> answers = new ArrayList<>();
        IntStream.range(0, CALLERS).forEach(i -> answers.add(fixture.ask("app", "10.0.0." + i)));
        return answers;
    }

    @Test
    void asksTheBackEndOnceForAThousandCallers() {
        fixture.issuer.hold();
        List<Future<Answer>> answers = herd();

        fixture.issuer.release();

        assertThat(fixture.issuer.calls()).isEqualTo(1);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.result()).isInstanceOf(Answer.Found.class));
        assertThat(answers.stream().map(Future::result).distinct()).hasSize(1);
        assertThat(fixture.coalesced).isEqualTo(CALLERS - 1);
    }

    @Test
    void tellsAllOfThemTheSameFailureAfterOneCall() {
        fixture.issuer.hold().failing(ServiceFixture.DOWN);
        List<Future<Answer>> answers = herd();

        fixture.issuer.release();

        assertThat(fixture.issuer.calls()).isEqualTo(1);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(ServiceFixture.refusal(answer)).isEqualTo(ServiceFixture.DOWN.code()));
    }

    @Test
    void tellsAllOfThemWhenTheSourceItselfBreaks() {
        fixture.issuer.hold();
        List<Future<Answer>> answers = herd();

        fixture.issuer.breakDown();

        assertThat(fixture.issuer.calls()).isEqualTo(1);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(ServiceFixture.refusal(answer)).isEqualTo("backend.internal_error"));
    }

    @Test
    void sendsEveryCallerAwayWhenItsOwnPatienceEnds() {
        fixture.issuer.hold();
        Future<Answer> early = fixture.ask("app");
        fixture.time.advance(Duration.ofMillis(500));
        Future<Answer> late = fixture.ask("app");

        fixture.time.advance(Duration.ofMillis(400));

        assertThat(ServiceFixture.refusal(early)).isEqualTo("backend.slow");
        assertThat(late.isComplete()).isFalse();

        fixture.time.advance(Duration.ofMillis(500));

        assertThat(ServiceFixture.refusal(late)).isEqualTo("backend.slow");
    }

    @Test
    void keepsWhatACallBroughtThoughAllWhoWaitedHaveGone() {
        fixture.issuer.hold();
        herd();
        fixture.time.advance(ServiceFixture.WAIT);

        fixture.issuer.release();

        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000001");
        assertThat(fixture.issuer.calls()).isEqualTo(1);
    }

    @Test
    void asksAgainForTheNextCallerAfterAFailureThatMayPass() {
        fixture.issuer.failing(ServiceFixture.DOWN);
        fixture.ask("app");

        fixture.issuer.healed();

        assertThat(fixture.given("app")).isEqualTo("ASIA0000000000000002");
    }

    @Test
    void givesEachKeyACallOfItsOwn() {
        fixture.issuer.hold();
        Future<Answer> one = fixture.ask("one");
        Future<Answer> other = fixture.ask("other");

        fixture.issuer.release();

        assertThat(fixture.issuer.asked()).containsExactly(ServiceFixture.key("one"), ServiceFixture.key("other"));
        assertThat(one.result()).isNotEqualTo(other.result());
    }
}
