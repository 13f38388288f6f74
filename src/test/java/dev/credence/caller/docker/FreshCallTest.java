package dev.credence.caller.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshCallTest {
    private final FakeTime time = new FakeTime();
    private final List<Promise<String>> calls = new ArrayList<>();
    private Duration pause = Duration.ZERO;
    private final FreshCall<String> call = new FreshCall<>(this::begin, time, () -> pause);

    @Test
    void thoseWhoAskWhileACallIsUnderWayShareTheNext() {
        Future<String> first = call.ask();
        Future<String> second = call.ask();
        Future<String> third = call.ask();
        assertThat(calls).hasSize(1);

        calls.get(0).complete("old");
        assertThat(first.result()).isEqualTo("old");
        assertThat(second.isComplete()).isFalse();
        calls.get(1).complete("new");

        assertThat(List.of(second.result(), third.result())).containsExactly("new", "new");
        assertThat(calls).hasSize(2);
        assertThat(call.isIdle()).isTrue();
    }

    @Test
    void failureIsTheAnswerToThoseWhoSharedIt() {
        Future<String> first = call.ask();
        Future<String> second = call.ask();

        calls.get(0).fail("down");
        calls.get(1).complete("up");

        assertThat(first.failed()).isTrue();
        assertThat(second.result()).isEqualTo("up");
    }

    @Test
    void isLeftAloneForAPauseHoweverManyAsk() {
        pause = Duration.ofMillis(50);
        call.ask();
        calls.get(0).complete("one");
        call.ask();
        call.ask();
        assertThat(calls).hasSize(1);

        time.advance(Duration.ofMillis(50));

        assertThat(calls).hasSize(2);
    }

    private Future<String> begin() {
        Promise<String> promise = Promise.promise();
        calls.add(promise);
        return promise.future();
    }
}
