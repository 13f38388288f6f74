package dev.credence.credential;

import io.vertx.core.Future;
import java.time.Duration;
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

    /** In place of the id of a request, where none asks. */
    static final String NONE = "";

    private final BackEndCalls calls;
    private final RefreshPolicy policy;
    private final KeyTable table;
    private final Clockwork clockwork;
    private final TimeSource time;
    private final List<CredentialObserver> observers;
    private final LeaseKeeper leases;
    private final Intake intake;
    private final Doubts doubts;
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
        this.intake = new Intake(policy, table, clockwork, leases, this::releaseIfEnded, this::observe);
        this.doubts = new Doubts(table, clockwork, this::wakeWhenDue);
        this.due = new DueTimes(policy, time);
        this.queue = new BackgroundQueue(this::askFromQueue);
    }

    /** Asks the back end for the entry now, for that request; those who wait join the flight returned. */
    Flight ask(CredentialEntry entry, String request) {
        queue.remove(entry);
        return launch(entry, request, flight -> calls.askUrgently(entry), () -> {});
    }

    /**
     * The call under way, for one more who waits and has nothing. If that is overdue, another goes out beside it, so
     * that a call that hangs does not keep the key from a back end that has healed; never more than two are under way.
     * What is made from another credential may take minutes by its nature, until the cloud knows that.
     */
    Flight join(CredentialEntry entry, String request) {
        Flight flight = Objects.requireNonNull(entry.flight());
        boolean isDerived = entry.key().base().isPresent();
        if (isDerived || entry.overdue() != null || flight.age().compareTo(policy.overdueAfter()) < 0) {
            observe(observer -> observer.coalesced(entry.key()));
            return flight;
        }
        observe(observer -> observer.overdue(entry.key(), flight.age(), request));
        entry.setOverdue(flight);
        return ask(entry, request);
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

    /** As {@link LeaseListener#doubted}. */
    void doubt(CredentialEntry entry, String lease, Duration within) {
        if (!closed) {
            doubts.arise(entry, lease, within);
        }
    }

    /**
     * Stops everything that would happen by itself and gives back all leases.
     *
     * @param toSuccessor whether those that workloads hold are left to another gateway instead
     * @return completes when the back ends have been told; never fails
     */
    Future<Void> close(boolean toSuccessor) {
        closed = true;
        calls.close();
        queue.clear();
        table.entries().forEach(entry -> {
            entry.wakeBy(null);
            leases.end(entry, toSuccessor);
        });
        return leases.close(toSuccessor);
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
        launch(entry, NONE, flight -> calls.ask(entry, flight), () -> queue.ended(entry));
    }

    private Flight launch(
            CredentialEntry entry, String request, Function<Flight, Future<Outcome>> call, Runnable ended) {
        Flight flight = new Flight(time, clockwork.scheduler(), request);
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
        Answer answer = takeIn(entry, outcome, flight);
        flight.land(answer);
        landBeside(entry.overdue(), answer);
    }

    /** What comes so late is taken for want of anything; a failure by then says nothing about the back end. */
    private void landLate(CredentialEntry entry, Flight flight, Outcome outcome) {
        entry.setOverdue(null);
        if (outcome instanceof Outcome.Issued issued && entry.held() == null) {
            Answer answer = takeIn(entry, issued, flight);
            flight.land(answer);
            landBeside(entry.flight(), answer);
            return;
        }
        leases.giveBack(entry, outcome);
        IssuedCredential held = entry.held();
        flight.land(held != null ? new Answer.Found(held) : new Answer.Refused((Outcome.Failure) outcome));
    }

    private Answer takeIn(CredentialEntry entry, Outcome outcome, Flight flight) {
        boolean wasLost = entry.isLost();
        Answer answer = intake.take(entry, outcome, flight.asCall());
        if (table.find(entry.key()) == entry) {
            wakeWhenDue(entry);
            doubts.landed(entry, wasLost);
        }
        reportState(entry);
        return answer;
    }

    private static void landBeside(@Nullable Flight other, Answer answer) {
        if (other != null && answer instanceof Answer.Found) {
            other.overtake(answer);
        }
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
