package dev.credence.source.vault;

import dev.credence.credential.Clockwork;
import dev.credence.credential.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases of gateways that have ended. What workloads hold, because one left it to whoever took over, waits for the latest
 * end that they were told; everything else is due at once. Belongs to the source's context, except {@link #count()}.
 */
final class InheritedLeases {
    private static final Logger LOG = LoggerFactory.getLogger(InheritedLeases.class);
    /** As many keys as a gateway holds by default; of more, those that are held the shortest are not waited for. */
    static final int MOST = 10_000;
    /** The ends are of the wall clock, which somebody may set meanwhile. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Clockwork clockwork;
    private final Consumer<LeaseRecord> due;
    private final PriorityQueue<LeaseRecord> held = new PriorityQueue<>(Comparator.comparing(InheritedLeases::end));
    /** Those that exist still. */
    private final Set<LeaseRecord.Id> open = ConcurrentHashMap.newKeySet();

    private Scheduler.@Nullable Timer timer;
    private boolean closed;

    /**
     * @param due told of each that is to be revoked
     */
    InheritedLeases(Clockwork clockwork, Consumer<LeaseRecord> due) {
        this.clockwork = clockwork;
        this.due = due;
    }

    /** That one is ours now. */
    void add(LeaseRecord lease) {
        open.add(lease.id());
        if (lease.isHeld(clockwork.time().instant())) {
            keep(lease);
        } else {
            LOG.atInfo()
                    .addKeyValue("backend", lease.backend())
                    .addKeyValue("credential", lease.credential())
                    .addKeyValue("expires", lease.expires())
                    .log("a former run left a lease, which is revoked");
            due.accept(lease);
        }
    }

    /** It does not exist any more. */
    void gone(LeaseRecord.Id lease) {
        open.remove(lease);
    }

    /** How many exist still; any thread. */
    int count() {
        return open.size();
    }

    /** Those that workloads hold; nothing more is told. */
    List<LeaseRecord> close() {
        closed = true;
        stop();
        List<LeaseRecord> left = new ArrayList<>(held);
        held.clear();
        return left;
    }

    private void keep(LeaseRecord lease) {
        if (closed) {
            return;
        }
        held.add(lease);
        if (held.size() > MOST) {
            due.accept(held.remove());
        }
        if (timer == null || lease.equals(held.peek())) {
            await();
        }
    }

    private void look() {
        timer = null;
        Instant now = clockwork.time().instant();
        while (!held.isEmpty() && !held.element().isHeld(now)) {
            due.accept(held.remove());
        }
        await();
    }

    private void await() {
        stop();
        LeaseRecord first = held.peek();
        if (first != null) {
            Duration left = Duration.between(clockwork.time().instant(), end(first));
            Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
            timer = clockwork.scheduler().after(wait.isNegative() ? Duration.ZERO : wait, this::look);
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private static Instant end(LeaseRecord lease) {
        return lease.heldUntil().orElse(Instant.EPOCH);
    }
}
