package dev.credence.credential;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries supplied: asks the back ends, takes in what they answer, and wakes each key when it is due for
 * renewal, another attempt or dropping. Belongs to the service's context.
 */
final class Upkeep {
    /** Whoever finds that a credential does not work has it renewed, but not one that is as new as this. */
    private static final Duration NEW = Duration.ofSeconds(10);

    private final BackEndCalls calls;
    private final RefreshPolicy policy;
    private final KeyTable table;
    private final Clockwork clockwork;
    private final TimeSource time;
    private final List<CredentialObserver> observers;
    private final LeaseKeeper leases;
    private final DueTimes due;
    private final BackgroundQueue queue;
    private boolean closed;

    Upkeep(
            Map<String, CredentialIssuer> issuers,
            RefreshPolicy policy,
            KeyTable table,
            Clockwork clockwork,
            List<CredentialObserver> observers) {
        this.policy = policy;
        this.table = table;
        this.clockwork = clockwork;
        this.time = clockwork.time();
        this.observers = List.copyOf(observers);
        this.calls = new BackEndCalls(issuers, table);
        this.leases = new LeaseKeeper(issuers, time);
        this.due = new DueTimes(policy, time);
        this.queue = new BackgroundQueue(this::askFromQueue);
    }

    /** Asks the back end for the entry now; those who wait join the flight returned. */
    Flight ask(CredentialEntry entry) {
        queue.remove(entry);
        return launch(entry, flight -> calls.askUrgently(entry), () -> {});
    }

    /**
     * The call under way, for one more who waits and has nothing. If that is overdue, another goes out beside it, so
     * that a call that hangs does not keep the key from a back end that has healed; never more than two are under way.
     * What is made from another credential may take minutes by its nature, until the cloud knows that.
     */
    Flight join(CredentialEntry entry) {
        Flight flight = Objects.requireNonNull(entry.flight());
        boolean isDerived = entry.key().base().isPresent();
        if (isDerived || entry.overdue() != null || flight.age().compareTo(policy.overdueAfter()) < 0) {
            observe(observer -> observer.coalesced(entry.key()));
            return flight;
        }
        observe(observer -> observer.overdue(entry.key(), flight.age()));
        entry.setOverdue(flight);
        return ask(entry);
    }

    /** Asks the back end for the entry as soon as few enough others are being asked for. */
    void askInBackground(CredentialEntry entry) {
        queue.add(entry);
    }

    /** As {@link #askInBackground}, but what is held shall not just live on. */
    void askForNew(CredentialEntry entry) {
        entry.demandNew();
        askInBackground(entry);
    }

    /** Asks anew for what is held, because it was found not to work; it stays until there is a better one. */
    void replace(CredentialEntry entry) {
        IssuedCredential held = entry.held();
        boolean isNew =
                held != null && Duration.between(held.issued(), time.instant()).compareTo(NEW) < 0;
        if (entry.flight() == null
                && !isNew
                && entry.remembered(time.nanoTime()).isEmpty()) {
            askForNew(entry);
        }
    }

    /**
     * Stops everything that would happen by itself and gives back all leases.
     *
     * @return completes when the back ends have been told; never fails
     */
    Future<Void> close() {
        closed = true;
        calls.close();
        queue.clear();
        table.entries().forEach(entry -> {
            entry.wakeBy(null);
            entry.lease().ifPresent(lease -> leases.release(entry.key(), lease));
        });
        return leases.close();
    }

    /** A credential that has reached its end is let go of, however that was noticed. */
    void releaseIfEnded(CredentialEntry entry) {
        IssuedCredential held = entry.held();
        if (held != null && held.hasEnded(time.millis(), time.nanoTime())) {
            release(entry, DropReason.EXPIRED);
        }
    }

    /** Lets go of what the entry holds and of the entry itself, unless it has to come back by itself. */
    void forget(CredentialEntry entry, DropReason reason) {
        release(entry, reason);
        entry.wakeBy(null);
        queue.remove(entry);
        if (!entry.isPrefetched()) {
            table.remove(entry);
            observe(observer -> observer.changed(entry.key(), Optional.empty()));
        }
    }

    void observe(Consumer<CredentialObserver> event) {
        observers.forEach(event);
    }

    private void release(CredentialEntry entry, DropReason reason) {
        IssuedCredential held = entry.held();
        if (held != null) {
            entry.lease().ifPresent(lease -> leases.dropped(held, lease, reason));
        }
        entry.release(reason, time.nanoTime());
        observe(observer -> observer.dropped(entry.key(), reason));
        reportState(entry);
    }

    private void askFromQueue(CredentialEntry entry) {
        launch(entry, flight -> calls.ask(entry, flight), () -> queue.ended(entry));
    }

    private Flight launch(CredentialEntry entry, Function<Flight, Future<Outcome>> call, Runnable ended) {
        Flight flight = new Flight(time, clockwork.scheduler());
        entry.setFlight(flight);
        entry.wakeBy(null);
        reportState(entry);
        call.apply(flight).onSuccess(outcome -> {
            land(entry, flight, outcome);
            ended.run();
        });
        return flight;
    }

    private void land(CredentialEntry entry, Flight flight, Outcome outcome) {
        if (closed) {
            // Whoever waited has been answered; that the call failed was our own doing.
            leases.giveBack(entry, outcome);
            return;
        }
        if (entry.overdue() == flight) {
            landLate(entry, flight, outcome);
            return;
        }
        entry.setFlight(null);
        if (flight.wasOvertaken() && entry.held() != null) {
            // The overdue call was first after all.
            leases.giveBack(entry, outcome);
            wakeWhenDue(entry);
            return;
        }
        Answer answer;
        if (outcome instanceof Outcome.Issued issued) {
            answer = takeIn(entry, issued, flight.age());
        } else {
            answer = fail(entry, (Outcome.Failure) outcome, flight.age());
        }
        reportState(entry);
        flight.land(answer);
        landBeside(entry.overdue(), answer);
    }

    /** What comes so late is taken for want of anything; a failure by then says nothing about the back end. */
    private void landLate(CredentialEntry entry, Flight flight, Outcome outcome) {
        entry.setOverdue(null);
        if (outcome instanceof Outcome.Issued issued && entry.held() == null) {
            Answer answer = takeIn(entry, issued, flight.age());
            reportState(entry);
            flight.land(answer);
            landBeside(entry.flight(), answer);
            return;
        }
        leases.giveBack(entry, outcome);
        IssuedCredential held = entry.held();
        flight.land(held != null ? new Answer.Found(held) : new Answer.Refused((Outcome.Failure) outcome));
    }

    private static void landBeside(@Nullable Flight other, Answer answer) {
        if (other != null && answer instanceof Answer.Found) {
            other.overtake(answer);
        }
    }

    private Answer takeIn(CredentialEntry entry, Outcome.Issued issued, Duration took) {
        Instant wall = time.instant();
        long now = time.nanoTime();
        // What is printed is whole seconds, and nothing may be served after what is printed.
        Instant expires = issued.expires().truncatedTo(ChronoUnit.SECONDS);
        Duration life = Duration.between(wall, expires);
        if (life.isNegative() || life.isZero()) {
            leases.giveBack(entry, issued);
            return fail(entry, new Outcome.Unavailable("backend.expired", "the credential issued has expired"), took);
        }
        if (table.find(entry.key()) != entry && issued.lease().isPresent()) {
            leases.giveBack(entry, issued);
            return new Answer.Refused(BackEndCalls.DROPPED);
        }
        IssuedCredential credential = new IssuedCredential(
                entry.key(), issued.credential(), wall, now, expires, now + life.toNanos(), entry.holding());
        if (table.find(entry.key()) == entry) {
            if (entry.held() == null) {
                // Idle time counts from when there was something to ask for, not from when the outage began.
                entry.holding().touch(now);
            }
            hold(entry, credential, issued.lease(), took);
            entry.renewAfter(policy.renewAfter(life, clockwork.random()), now);
            wakeWhenDue(entry);
        }
        return new Answer.Found(credential);
    }

    private void hold(CredentialEntry entry, IssuedCredential credential, Optional<String> lease, Duration took) {
        IssuedCredential before = entry.held();
        Optional<String> leaseBefore = entry.lease();
        entry.hold(credential, lease);
        if (leaseBefore.isPresent() && leaseBefore.equals(lease)) {
            observe(observer -> observer.renewed(credential, took));
            return;
        }
        observe(observer -> observer.issued(credential, took));
        if (before != null) {
            leaseBefore.ifPresent(replaced -> leases.superseded(before, replaced));
        }
    }

    private Answer fail(CredentialEntry entry, Outcome.Failure failure, Duration took) {
        long now = time.nanoTime();
        releaseIfEnded(entry);
        entry.fail(failure, policy.pauseAfter(failure), now);
        observe(observer -> observer.failed(entry.status(time.millis(), now), failure, took));
        IssuedCredential held = entry.held();
        if (table.find(entry.key()) == entry) {
            Duration remaining = held == null ? Duration.ZERO : Duration.between(time.instant(), held.expires());
            entry.renewAfter(policy.retryAfter(entry.failures(), failure, remaining, clockwork.random()), now);
            wakeWhenDue(entry);
        }
        return held == null ? new Answer.Refused(failure) : new Answer.Found(held);
    }

    /** Sets the entry's timer to whatever comes first: renewal, its end, or the moment when it counts as idle. */
    private void wakeWhenDue(CredentialEntry entry) {
        entry.wakeBy(clockwork.scheduler().after(due.next(entry), () -> wake(entry)));
    }

    private void wake(CredentialEntry entry) {
        entry.wakeBy(null);
        releaseIfEnded(entry);
        if (entry.flight() != null) {
            return;
        }
        boolean unused = due.isIdle(entry);
        if (unused && table.isBase(entry.key())) {
            entry.holding().touch(time.nanoTime());
            unused = false;
        }
        if (unused) {
            forget(entry, DropReason.IDLE);
        } else if (due.isRenewal(entry)) {
            askInBackground(entry);
        } else {
            wakeWhenDue(entry);
        }
    }

    private void reportState(CredentialEntry entry) {
        CredentialStatus status = entry.status(time.millis(), time.nanoTime());
        observe(observer -> observer.changed(entry.key(), Optional.of(status)));
    }
}
