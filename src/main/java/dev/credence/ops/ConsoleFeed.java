package dev.credence.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells all open pages what changes, once a second at most; looks at nothing while there is none. Belongs to the ops
 * listener's context.
 */
final class ConsoleFeed {
    /** Pages at once. Operators are few, and each page costs the gateway some work. */
    static final int MOST = 16;

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Supplier<Future<OpsView>> views;
    private final Set<EventStream> streams = new LinkedHashSet<>();
    private @Nullable ConsoleState last;
    private long timer = NO_TIMER;
    private boolean looking;
    private boolean closed;

    private record Round(ConsoleState state, String change) {}

    ConsoleFeed(Vertx vertx, Supplier<Future<OpsView>> views) {
        this.vertx = vertx;
        this.views = views;
    }

    /** False if there are too many, or no more shall be; then it was not taken. */
    boolean open(EventStream stream) {
        if (closed || streams.size() >= MOST) {
            return false;
        }
        streams.add(stream);
        if (timer == NO_TIMER) {
            timer = vertx.setPeriodic(PERIOD.toMillis(), due -> look());
        }
        // It has not been sent anything yet, so it gets all, and the others what has changed.
        look();
        return true;
    }

    /** Its client has gone. */
    void forget(EventStream stream) {
        streams.remove(stream);
        if (streams.isEmpty() && timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
            last = null;
        }
    }

    /** Ends all, and takes no more. */
    void close() {
        closed = true;
        List.copyOf(streams).forEach(this::drop);
    }

    /** How many are open. */
    int size() {
        return streams.size();
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        ConsoleState before = last;
        // A thousand rows take milliseconds, in which no workload on this event loop shall wait.
        views.get()
                .compose(view -> vertx.executeBlocking(() -> round(view, before), false))
                .onSuccess(this::tell)
                .onComplete(done -> looking = false);
    }

    private static Round round(OpsView view, @Nullable ConsoleState before) {
        ConsoleState state = ConsoleState.of(view);
        return new Round(state, before == null ? "" : state.since(before));
    }

    private void tell(Round round) {
        if (streams.isEmpty()) {
            return;
        }
        last = round.state();
        Supplier<String> whole = new Once(round.state()::whole);
        for (EventStream stream : List.copyOf(streams)) {
            if (!stream.next(whole, round.change())) {
                drop(stream);
            }
        }
    }

    private void drop(EventStream stream) {
        forget(stream);
        stream.end();
    }

    /** For all who need it in one round. */
    private static final class Once implements Supplier<String> {
        private final Supplier<String> source;
        private @Nullable String value;

        Once(Supplier<String> source) {
            this.source = source;
        }

        @Override
        public String get() {
            String made = value;
            if (made == null) {
                made = source.get();
                value = made;
            }
            return made;
        }
    }
}
