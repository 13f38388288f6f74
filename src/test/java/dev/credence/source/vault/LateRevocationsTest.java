package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Clockwork;
import dev.credence.source.vault.LeaseRevocation.End;
import dev.credence.testing.FakeTime;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LateRevocationsTest {
    private final FakeTime time = new FakeTime();
    private final List<String> asked = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final Map<String, End> ends = new HashMap<>();
    private final LateRevocations late = new LateRevocations(
            new Clockwork(time, time, () -> 0L),
            lease -> {
                asked.add(lease.lease());
                return Future.succeededFuture(ends.getOrDefault(lease.lease(), End.DONE));
            },
            lease -> done.add(lease.lease()));

    @Test
    void whatIsLeftOverIsTakenBackAtOnceInItsOrder() {
        late.add(lease("a"));
        late.add(lease("b"));

        time.advance(Duration.ofMillis(1));

        assertThat(done).containsExactly("a", "b");
        assertThat(time.timers()).isZero();
    }

    @Test
    void aVaultThatDoesNotAnswerIsAskedForOneOnlyAndEverMoreSlowly() {
        ends.put("a", End.UNANSWERED);
        late.add(lease("a"));
        late.add(lease("b"));

        time.advance(Duration.ofMinutes(30));
        assertThat(asked).containsOnly("a").hasSizeBetween(8, 16);
        ends.clear();
        time.advance(Duration.ofMinutes(5));

        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void oneThatIsRefusedDoesNotHoldUpTheOthers() {
        ends.put("a", End.REFUSED);
        late.add(lease("a"));
        late.add(lease("b"));

        time.advance(Duration.ofSeconds(1));

        assertThat(done).containsExactly("b");
    }

    @Test
    void whatHasJustFailedIsTriedAfterAPause() {
        late.retry(lease("a"));
        time.advance(Duration.ofSeconds(1));
        assertThat(asked).isEmpty();

        time.advance(Duration.ofSeconds(1));

        assertThat(done).containsExactly("a");
    }

    @Test
    void whatHasEndedByItselfIsNotAskedForAnyMore() {
        ends.put("a", End.REFUSED);
        late.add(lease("a"));

        time.advance(Duration.ofHours(2));

        assertThat(done).containsExactly("a");
        assertThat(time.timers()).isZero();
    }

    @Test
    void nothingIsAskedAfterTheEnd() {
        late.add(lease("a"));
        late.close();
        late.add(lease("b"));

        time.advance(Duration.ofHours(1));

        assertThat(asked).isEmpty();
    }

    private LeaseRecord lease(String name) {
        return new LeaseRecord(
                "vault",
                "address",
                Optional.empty(),
                name,
                "app",
                time.instant().plusSeconds(3_600));
    }
}
