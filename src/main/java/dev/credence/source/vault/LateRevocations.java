package dev.credence.source.vault;

import dev.credence.credential.Clockwork;
import dev.credence.source.vault.LeaseRevocation.End;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes back in the background what a crash left behind, and what could not be taken back when it was due: one after the
 * other, in rounds that follow ever more slowly until nothing is left. Belongs to the source's context.
 */
final class LateRevocations {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Clockwork clockwork;
    private final Function<LeaseRecord, Future<End>> revoke;
    private final Consumer<LeaseRecord> done;
    private final Map<LeaseRecord.Id, LeaseRecord> waiting = new LinkedHashMap<>();
    private Duration pause = Duration.ZERO;
    private boolean busy;
    private boolean closed;

    /**
     * @param revoke asks once; never fails
     * @param done told of what does not exist any more
     */
    LateRevocations(Clockwork clockwork, Function<LeaseRecord, Future<End>> revoke, Consumer<LeaseRecord> done) {
        this.clockwork = clockwork;
        this.revoke = revoke;
        this.done = done;
    }

    /** Takes that lease back as soon as possible. */
    void add(LeaseRecord lease) {
        waiting.put(lease.id(), lease);
        if (!busy && !closed) {
            busy = true;
            clockwork.scheduler().after(pause, this::round);
        }
    }

    /** As {@link #add}, for one that was just tried. */
    void retry(LeaseRecord lease) {
        if (!busy) {
            pause = longer(pause);
        }
        add(lease);
    }

    void close() {
        closed = true;
        waiting.clear();
    }

    private void round() {
        one(new ArrayDeque<>(List.copyOf(waiting.values())), End.DONE);
    }

    private void one(Deque<LeaseRecord> left, End worst) {
        LeaseRecord lease = left.poll();
        if (closed) {
            return;
        }
        if (lease == null || worst == End.UNANSWERED) {
            endOfRound(worst);
            return;
        }
        Instant now = clockwork.time().instant();
        Future<End> end = lease.isOver(now) ? Future.succeededFuture(End.DONE) : revoke.apply(lease);
        end.onSuccess(result -> {
            if (result == End.DONE) {
                waiting.remove(lease.id());
                done.accept(lease);
            }
            one(left, result == End.DONE ? worst : result);
        });
    }

    private void endOfRound(End worst) {
        if (waiting.isEmpty()) {
            busy = false;
            pause = Duration.ZERO;
            return;
        }
        // What was added meanwhile is not held up by a pause, unless Vault has trouble.
        pause = worst == End.DONE ? Duration.ZERO : longer(pause);
        clockwork.scheduler().after(pause, this::round);
    }

    /** Twice as long at most; not all gateways at once. */
    private Duration longer(Duration before) {
        Duration limit = before.isZero() ? FIRST_PAUSE : before.multipliedBy(2);
        Duration capped = limit.compareTo(LONGEST_PAUSE) < 0 ? limit : LONGEST_PAUSE;
        return capped.minusMillis(clockwork.random().nextLong(capped.toMillis() / 4));
    }
}
