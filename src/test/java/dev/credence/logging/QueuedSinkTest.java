package dev.credence.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.config.LogFormat;
import dev.credence.config.LogSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What becomes of lines when nobody takes them. */
class QueuedSinkTest {
    private static final LogSink TARGET = new LogSink.Stdout();

    private final Losses lost = new Losses();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Target target = new Target();
    private final QueuedSink sink = new QueuedSink(
            TARGET, Encoders.of(LogFormat.TEXT, TARGET, Lines.context()), target, lost, new SinkReport() {
                @Override
                void fails(LogSink sink, Exception why) {
                    told.add("fails: " + why.getMessage());
                }

                @Override
                void full(LogSink sink) {
                    told.add("full");
                }

                @Override
                void works(LogSink sink) {
                    told.add("works");
                }

                @Override
                void lost(LogSink sink, long lines) {
                    told.add("lost " + lines);
                }
            });

    /** Takes lines when it is let, and breaks when it is told to. */
    private static final class Target implements Outlet {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile boolean broken;
        private volatile boolean closed;
        private volatile String refused = "no such line";

        @Override
        public void write(byte[] line) throws IOException {
            if (new String(line, StandardCharsets.UTF_8).contains(refused)) {
                throw new IllegalArgumentException("never");
            }
            try {
                gate.await();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
            if (broken) {
                throw new IOException("broken");
            }
            lines.add(new String(line, StandardCharsets.UTF_8));
        }

        @Override
        public void abort() {
            broken = true;
            gate.countDown();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void whoeverLogsDoesNotWaitForATargetThatHangsAndWhatIsLostIsCounted() {
        target.gate = new CountDownLatch(1);
        sink.start(List.of());
        int logged = QueuedSink.CAPACITY * 3;

        for (int number = 0; number < logged; number++) {
            sink.offer(Lines.line("line " + number));
        }
        assertThat(lost.sum()).isBetween((long) logged - QueuedSink.CAPACITY - 1, (long) logged - QueuedSink.CAPACITY);
        assertThat(sink.isFailing()).isTrue();
        await().untilAsserted(() -> assertThat(told).containsExactly("full"));
        target.gate.countDown();
        await().until(() -> sink.waiting() == 0 && target.lines.size() + lost.sum() == logged);

        await().untilAsserted(() -> assertThat(told).containsExactly("full", "lost " + lost.sum()));
        assertThat(sink.isFailing()).isFalse();
    }

    @Test
    void aLineThatWasNotWrittenIsTriedAgainAndTheOutageIsToldOnce() {
        target.broken = true;
        sink.start(List.of());

        sink.offer(Lines.line("one"));
        sink.offer(Lines.line("two"));
        await().until(() -> sink.isFailing());
        target.broken = false;
        await().until(() -> target.lines.size() == 2);

        assertThat(target.lines.get(0)).contains("one");
        assertThat(target.lines.get(1)).contains("two");
        assertThat(told).containsExactly("fails: broken", "works");
        assertThat(lost.sum()).isZero();
    }

    @Test
    void everythingIsWrittenBeforeItEnds() throws InterruptedException {
        for (int number = 0; number < 1000; number++) {
            sink.offer(Lines.line("line " + number));
        }
        sink.start(List.of());

        sink.close(() -> true);
        sink.await(Duration.ofSeconds(10));

        assertThat(target.lines).hasSize(1000);
        assertThat(target.closed).isTrue();
    }

    @Test
    void whatCannotBeWrittenAtTheEndIsLostAndCounted() throws InterruptedException {
        target.gate = new CountDownLatch(1);
        sink.start(List.of());
        for (int number = 0; number < 10; number++) {
            sink.offer(Lines.line("line " + number));
        }

        sink.close(() -> true);
        sink.await(Duration.ofMillis(1));

        await().untilAsserted(() -> assertThat(target.closed).isTrue());
        assertThat(target.lines).isEmpty();
        assertThat(lost.sum()).isEqualTo(10);
        assertThat(told).containsExactly("lost 10");
    }

    @Test
    void aLineThatCanNeverBeWrittenIsLostAndDoesNotHoldUpTheNext() {
        target.refused = "poison";
        sink.start(List.of());

        sink.offer(Lines.line("poison"));
        sink.offer(Lines.line("next"));
        await().until(() -> target.lines.size() == 1);

        assertThat(target.lines.get(0)).contains("next");
        await().untilAsserted(() -> assertThat(told).containsExactly("lost 1"));
    }

    @Test
    void twoThatWriteToOnePlaceTellOfEachLossOnce() {
        lost.increment();

        assertThat(lost.untold()).isEqualTo(1);
        assertThat(lost.untold()).isZero();
        assertThat(lost.sum()).isEqualTo(1);
    }

    @Test
    void whatTakesThePlaceOfAnotherWaitsForItsEnd() {
        target.gate = new CountDownLatch(1);
        sink.start(List.of());
        sink.offer(Lines.line("before"));
        Target next = new Target();
        QueuedSink successor = new QueuedSink(
                TARGET, Encoders.of(LogFormat.TEXT, TARGET, Lines.context()), next, lost, new SinkReport());
        sink.close(() -> true);
        successor.start(List.of(sink));
        successor.offer(Lines.line("after"));

        assertThat(next.lines).isEmpty();
        target.gate.countDown();

        await().until(() -> next.lines.size() == 1);
        assertThat(target.lines).hasSize(1);
        assertThat(target.closed).isTrue();
    }
}
