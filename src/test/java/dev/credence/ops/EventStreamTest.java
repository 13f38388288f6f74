package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final FakeClient client = new FakeClient();
    private final EventStream stream = new EventStream(client);

    private static final class FakeClient implements EventStream.Client {
        private final List<String> written = new ArrayList<>();
        private boolean full;

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public void write(String text) {
            written.add(text);
        }

        @Override
        public void end() {
            written.add("end");
        }
    }

    @Test
    void isSentAllAtFirstAndThenWhatChanges() {
        next("a");
        next("b");

        assertThat(client.written).containsExactly("data: all\n\n", "data: b\n\n");
    }

    @Test
    void isSentNothingWhileNothingChanges() {
        next("a");
        for (int i = 1; i < EventStream.MOST_QUIET; i++) {
            next("");
        }

        assertThat(client.written).hasSize(1);
    }

    @Test
    void hearsThatTheGatewayIsStillThereBeforeEitherEndGivesUp() {
        next("a");
        for (int i = 0; i < 2 * EventStream.MOST_QUIET; i++) {
            next("");
        }

        assertThat(client.written).hasSize(3).last().asString().startsWith(":").endsWith("\n\n");
    }

    @Test
    void isSentAllAgainAfterItMissedAChange() {
        next("a");
        client.full = true;
        next("b");
        client.full = false;
        next("c");
        next("d");

        assertThat(client.written).containsExactly("data: all\n\n", "data: all\n\n", "data: d\n\n");
    }

    @Test
    void isGivenUpWhenItDoesNotReadForTooLong() {
        next("a");
        client.full = true;
        for (int i = 0; i < EventStream.MOST_UNREAD; i++) {
            assertThat(next("b")).isTrue();
        }

        assertThat(next("b")).isFalse();
        assertThat(client.written).hasSize(1);
    }

    @Test
    void isNotGivenUpWhenItReadsSlowly() {
        next("a");
        for (int i = 0; i < 10 * EventStream.MOST_UNREAD; i++) {
            client.full = i % EventStream.MOST_UNREAD != 0;
            assertThat(next("b")).isTrue();
        }
    }

    private boolean next(String change) {
        return stream.next(() -> "all", change);
    }
}
