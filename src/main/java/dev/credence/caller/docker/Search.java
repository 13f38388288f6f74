package dev.credence.caller.docker;

import dev.credence.caller.Refusal;
import dev.credence.caller.Sighting;
import dev.credence.caller.docker.Inventory.Moment;
import dev.credence.caller.docker.Inventory.Resident;
import dev.credence.credential.Clockwork;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out for one connection which container it is of. What is known is confirmed first; whom nobody knows is looked for
 * until the deadline. Belongs to the engine's context.
 */
final class Search {
    /** Containers that took over the address one after the other while they were being asked about. */
    private static final int MOST_ROUNDS = 4;

    private final EngineWatch watch;
    private final Clockwork clockwork;
    private final Quarry quarry;
    private final Moment asked;
    private final Promise<Sighting> found = Promise.promise();
    private Duration patience = Duration.ZERO;
    private int rounds;
    private boolean confirming;
    private boolean listing;
    private boolean listed;
    private boolean networksRead;
    private @Nullable EngineTrouble trouble;

    Search(EngineWatch watch, Clockwork clockwork, Quarry quarry) {
        this.watch = watch;
        this.clockwork = clockwork;
        this.quarry = quarry;
        this.asked = watch.inventory().now();
    }

    Quarry quarry() {
        return quarry;
    }

    /** Begins; the result comes by the deadline. */
    Future<Sighting> start(long deadline) {
        Duration left = Duration.ofNanos(Math.max(0, deadline - asked.nanos()));
        // Time has to be left for an answer from what is known.
        patience = left.dividedBy(2);
        var timer = clockwork.scheduler().after(left, this::giveUp);
        watch.searches().add(this);
        found.future().onComplete(over -> {
            timer.cancel();
            watch.searches().remove(this);
        });
        step();
        return found.future();
    }

    /** Looks at what is known now. */
    void step() {
        if (isOver() || confirming) {
            return;
        }
        List<Resident> residents = quarry.residents(watch.inventory());
        if (residents.isEmpty()) {
            search();
            return;
        }
        List<Resident> stale = residents.stream()
                .filter(resident -> !quarry.isFresh(resident, asked))
                .toList();
        if (stale.isEmpty()) {
            settle(residents);
        } else {
            confirm(stale);
        }
    }

    /** The engine is asked no more. */
    void abandon() {
        end(new Sighting.Absent(Refusal.ENGINE_UNAVAILABLE));
    }

    private void settle(List<Resident> residents) {
        if (residents.size() > 1) {
            end(new Sighting.Absent(Refusal.TWO_CONTAINERS));
        } else {
            Resident resident = residents.get(0);
            end(new Sighting.Present(resident.container(), quarry.lifeline(resident)));
        }
    }

    private void confirm(List<Resident> stale) {
        if (rounds++ == MOST_ROUNDS) {
            end(new Sighting.Absent(Refusal.UNKNOWN_CONTAINER));
            return;
        }
        confirming = true;
        Future.join(stale.stream()
                        .map(resident -> watch.confirm(resident.container().id()))
                        .toList())
                .timeout(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS)
                .onComplete(said -> {
                    confirming = false;
                    if (said.succeeded()) {
                        step();
                    } else {
                        unconfirmed(EngineTrouble.of(said.cause()));
                    }
                });
    }

    private void unconfirmed(EngineTrouble cause) {
        List<Resident> residents = quarry.residents(watch.inventory());
        if (isOver()) {
            return;
        }
        watch.note(cause);
        if (residents.isEmpty()) {
            search();
        } else if (watch.trusts(cause)) {
            settle(residents);
        } else {
            abandon();
        }
    }

    /** Nobody is known. */
    private void search() {
        if (!watch.hasRead()) {
            return;
        }
        if (quarry instanceof Quarry.OfAddress of && !watch.range().mayHold(of.address())) {
            outside(of.address());
        } else if (!listing && (!listed || !watch.isFollowing())) {
            list();
        }
    }

    /** While events come, a list that has just been read lacks nothing that they do not bring. */
    private void list() {
        listing = true;
        watch.list().onComplete(said -> {
            listing = false;
            listed = said.succeeded();
            trouble = said.succeeded() ? null : EngineTrouble.of(said.cause());
            step();
        });
    }

    /**
     * The machine's own addresses are never those of a container with its own. Others may be of a network that has just
     * been made, so that is asked before any other rule may match.
     */
    private void outside(InetAddress address) {
        if (networksRead || address.isLoopbackAddress() || watch.range().isGateway(address)) {
            boolean own = address.isLoopbackAddress() || watch.range().isGateway(address);
            end(new Sighting.Elsewhere(own && watch.inventory().hasHostNetwork()));
            return;
        }
        if (listing) {
            return;
        }
        listing = true;
        watch.networks().onComplete(said -> {
            listing = false;
            networksRead = said.succeeded();
            if (said.succeeded()) {
                step();
            } else if (watch.trusts(EngineTrouble.of(said.cause()))) {
                end(new Sighting.Elsewhere(false));
            } else {
                abandon();
            }
        });
    }

    private void giveUp() {
        if (confirming) {
            unconfirmed(EngineTrouble.silent());
        }
        boolean unheard = trouble != null || !listed || !watch.hasRead();
        end(new Sighting.Absent(unheard ? Refusal.ENGINE_UNAVAILABLE : Refusal.UNKNOWN_CONTAINER));
    }

    private void end(Sighting sighting) {
        found.tryComplete(sighting);
    }

    private boolean isOver() {
        return found.future().isComplete();
    }
}
