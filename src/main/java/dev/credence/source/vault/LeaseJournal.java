package dev.credence.source.vault;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Remembers beyond a crash what is to be given back to the back ends, in a file that all of them share; gateways that run
 * side by side have one each. A gateway that
 * cannot keep the file runs without: that is told once.
 *
 * <p>Belongs to the context of the back ends; the disk is used on workers, by one write at a time, and changes that come
 * meanwhile go into the next one together.
 */
public final class LeaseJournal {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseJournal.class);

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Optional<Path> path;
    private final Optional<LeaseFiles> file;
    private final InstantSource clock;
    private final Map<LeaseRecord.Id, LeaseRecord> records = new LinkedHashMap<>();
    private final List<Heir> heirs = new ArrayList<>();
    private Future<Void> last = Future.succeededFuture();
    private @Nullable Promise<Void> next;
    private boolean broken;
    private boolean closed;
    private boolean beside;
    private boolean handedOver;

    private record Heir(Predicate<LeaseRecord> takes, Consumer<LeaseRecord> handler) {}

    /**
     * Touches nothing yet.
     *
     * @param path of the file; without one nothing is remembered
     */
    public LeaseJournal(Vertx vertx, Optional<Path> path, InstantSource clock) {
        this.vertx = vertx;
        this.path = path;
        this.file = path.map(LeaseFiles::new);
        this.clock = clock;
    }

    /**
     * Looks for what a former run left, once those are known that take it over. Does not wait. As long as another gateway
     * runs beside, looks again: what that one leaves must be taken over too.
     *
     * @param besideOthers whether one may, though it has no lease yet
     */
    public void start(boolean besideOthers) {
        beside = besideOthers;
        look().onSuccess(read -> {
            if (!closed && file.isPresent() && (beside || file.get().shared())) {
                vertx.setTimer(LOOK.toMillis(), due -> start(beside));
            }
        });
    }

    /**
     * The end has come.
     *
     * @param taken whether another gateway has taken over, which is left what workloads hold; otherwise this one takes
     *     back also what others have left to it
     * @return completes when that is known; never fails
     */
    public Future<Void> handOver(boolean taken) {
        handedOver = taken;
        return beside && !taken ? look() : Future.succeededFuture();
    }

    /** Whether another gateway has taken over. */
    boolean isHandedOver() {
        return handedOver;
    }

    /**
     * Writes down what is left and lets go of the file.
     *
     * @return never fails
     */
    public Future<Void> close() {
        closed = true;
        Future<Void> written = next == null ? last : flush();
        return written.transform(done -> {
            prune();
            tellWhatIsLeft();
            return onDisk(() -> {
                if (file.isPresent()) {
                    file.get().close();
                }
                return List.of();
            });
        });
    }

    /** Those of a former run that {@code takes} says yes to are given to {@code handler}, and stay until forgotten. */
    void inherit(Predicate<LeaseRecord> takes, Consumer<LeaseRecord> handler) {
        heirs.add(new Heir(takes, handler));
    }

    /**
     * Remembers a lease, or its new end. One that was left stays so.
     *
     * @return completes when it is on disk, or cannot be brought there; never fails
     */
    Future<Void> keep(LeaseRecord record) {
        records.merge(record.id(), record, (before, now) -> now.heldUntil()
                .or(before::heldUntil)
                .map(now::heldUntil)
                .orElse(now));
        return flush();
    }

    /** It has been given back, or is gone. */
    void forget(LeaseRecord.Id id) {
        if (records.remove(id) != null) {
            flush();
        }
    }

    private Future<Void> look() {
        last = last.transform(
                before -> onDisk(() -> file.isPresent() ? file.get().readIfThere() : List.of()));
        return last;
    }

    private Future<Void> flush() {
        if (next != null) {
            return next.future();
        }
        Promise<Void> written = Promise.promise();
        next = written;
        last = last.transform(before -> write(written));
        return written.future();
    }

    private Future<Void> write(Promise<Void> written) {
        next = null;
        prune();
        List<LeaseRecord> now = List.copyOf(records.values());
        return onDisk(() -> file.isPresent() ? file.get().write(now) : List.of())
                .onSuccess(done -> written.complete());
    }

    private Future<Void> onDisk(Callable<List<LeaseRecord>> action) {
        return vertx.executeBlocking(action).transform(done -> {
            if (done.succeeded()) {
                broken = false;
                adopt(done.result());
            } else {
                complain(done.cause());
            }
            return Future.succeededFuture();
        });
    }

    private void adopt(List<LeaseRecord> found) {
        Instant now = clock.instant();
        // A crash between two writes may have left one in two files.
        List<LeaseRecord> alive = found.stream()
                .filter(lease -> !lease.isOver(now) && records.putIfAbsent(lease.id(), lease) == null)
                .toList();
        int foreign = 0;
        int held = 0;
        for (LeaseRecord lease : alive) {
            Optional<Heir> heir =
                    heirs.stream().filter(one -> one.takes.test(lease)).findFirst();
            heir.ifPresent(taker -> taker.handler.accept(lease));
            foreign += heir.isPresent() ? 0 : 1;
            held += heir.isPresent() && lease.isHeld(now) ? 1 : 0;
        }
        if (held > 0) {
            LOG.atInfo()
                    .addKeyValue("leases", held)
                    .log("leases taken over from a gateway that has ended; each is revoked when workloads do not hold"
                            + " it any more");
        }
        if (foreign > 0) {
            LOG.atWarn()
                    .addKeyValue("leases", foreign)
                    .log("leases of a former run are not given back: their back ends are not configured any more, or"
                            + " have other addresses");
        }
        if (!found.isEmpty()) {
            // Into a file of our own, without what has ended.
            flush();
        }
    }

    private void complain(Throwable cause) {
        if (!broken) {
            LOG.atWarn()
                    .addKeyValue("file", path.map(Path::toString).orElse("none"))
                    .addKeyValue("reason", cause.toString())
                    .log("leases cannot be written down; after a crash those that are open end by themselves");
        }
        broken = true;
    }

    private void tellWhatIsLeft() {
        long left = handedOver
                ? records.values().stream()
                        .filter(lease -> lease.heldUntil().isPresent())
                        .count()
                : 0;
        boolean lost = broken || path.isEmpty();
        String where = path.map(Path::toString).orElse("none");
        if (left > 0) {
            LOG.atLevel(lost ? Level.WARN : Level.INFO)
                    .addKeyValue("leases", left)
                    .addKeyValue("file", where)
                    .log(
                            lost
                                    ? "workloads hold leases, which nobody will revoke; they end by themselves"
                                    : "leases left to the gateway that took over, because workloads hold them");
        }
        if (records.size() > left) {
            LOG.atWarn()
                    .addKeyValue("leases", records.size() - left)
                    .addKeyValue("file", where)
                    .log(
                            lost
                                    ? "leases were not given back; they end by themselves"
                                    : "leases were not given back; the next start does it");
        }
    }

    private void prune() {
        Instant now = clock.instant();
        records.values().removeIf(lease -> lease.isOver(now));
    }
}
