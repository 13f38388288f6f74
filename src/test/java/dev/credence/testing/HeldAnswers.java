package dev.credence.testing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Answers that a test holds back. Any thread. */
final class HeldAnswers {
    private final Deque<Runnable> held = new ConcurrentLinkedDeque<>();
    private volatile boolean holding;

    void hold() {
        holding = true;
    }

    boolean isHolding() {
        return holding;
    }

    /** Answered later on the event loop that calls. */
    void add(Runnable answer) {
        Context context = Vertx.currentContext();
        held.add(() -> context.runOnContext(released -> answer.run()));
    }

    void release() {
        holding = false;
        for (Runnable oldest = held.poll(); oldest != null; oldest = held.poll()) {
            oldest.run();
        }
    }

    void releaseLast(int answers) {
        for (int i = 0; i < answers; i++) {
            held.removeLast().run();
        }
    }

    int size() {
        return held.size();
    }
}
