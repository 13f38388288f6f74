package dev.credence.credential;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes in what a back end answered for an entry: what it issued is held from now on, and of what it did not issue the
 * reason is remembered. Says what callers get, and when the entry is due next. Belongs to the service's context.
 */
final class Intake {
    private final RefreshPolicy policy;
    private final KeyTable table;
    private final Clockwork clockwork;
    private final TimeSource time;
    private final LeaseKeeper leases;
    private final Consumer<CredentialEntry> releaseIfEnded;
    private final Consumer<Consumer<CredentialObserver>> observers;

    /**
     * @param releaseIfEnded lets go of what an entry holds, if its end has come
     * @param observers passes an event on to all of them
     */
    Intake(
            RefreshPolicy policy,
            KeyTable table,
            Clockwork clockwork,
            LeaseKeeper leases,
            Consumer<CredentialEntry> releaseIfEnded,
            Consumer<Consumer<CredentialObserver>> observers) {
        this.policy = policy;
        this.table = table;
        this.clockwork = clockwork;
        this.time = clockwork.time();
        this.leases = leases;
        this.releaseIfEnded = releaseIfEnded;
        this.observers = observers;
    }

    Answer take(CredentialEntry entry, Outcome outcome, BackEndCall call) {
        return outcome instanceof Outcome.Issued issued
                ? issued(entry, issued, call)
                : failed(entry, (Outcome.Failure) outcome, call);
    }

    private Answer issued(CredentialEntry entry, Outcome.Issued issued, BackEndCall call) {
        Instant wall = time.instant();
        long now = time.nanoTime();
        // What is printed is whole seconds, and nothing may be served after what is printed.
        Instant expires = issued.expires().truncatedTo(ChronoUnit.SECONDS);
        Duration life = Duration.between(wall, expires);
        if (life.isNegative() || life.isZero()) {
            leases.giveBack(entry, issued);
            return failed(entry, new Outcome.Unavailable("backend.expired", "the credential issued has expired"), call);
        }
        boolean isWanted = table.find(entry.key()) == entry;
        if (!isWanted && issued.lease().isPresent()) {
            leases.giveBack(entry, issued);
            return new Answer.Refused(BackEndCalls.DROPPED);
        }
        IssuedCredential credential = new IssuedCredential(
                entry.key(), issued.credential(), wall, now, expires, now + life.toNanos(), entry.holding());
        if (isWanted) {
            if (entry.held() == null || entry.isLost()) {
                // Idle time counts from when there was something to ask for, not from when the outage began.
                entry.holding().touch(now);
            }
            hold(entry, credential, issued.lease(), call);
            entry.renewAfter(policy.renewAfter(life, clockwork.random()), now);
        }
        return new Answer.Found(credential);
    }

    private void hold(CredentialEntry entry, IssuedCredential credential, Optional<String> lease, BackEndCall call) {
        IssuedCredential before = entry.held();
        Optional<String> leaseBefore = entry.lease();
        entry.hold(credential, lease);
        if (leaseBefore.isPresent() && leaseBefore.equals(lease)) {
            observers.accept(observer -> observer.renewed(credential, call));
            return;
        }
        observers.accept(observer -> observer.issued(credential, call));
        if (before != null) {
            leaseBefore.ifPresent(replaced -> leases.superseded(before, replaced));
        }
    }

    private Answer failed(CredentialEntry entry, Outcome.Failure failure, BackEndCall call) {
        long now = time.nanoTime();
        releaseIfEnded.accept(entry);
        entry.fail(failure, policy.pauseAfter(failure), now);
        observers.accept(observer -> observer.failed(entry.status(time.millis(), now), failure, call));
        IssuedCredential held = entry.held();
        Duration remaining = held == null ? Duration.ZERO : Duration.between(time.instant(), held.expires());
        entry.renewAfter(policy.retryAfter(entry.failures(), failure, remaining, clockwork.random()), now);
        return held == null ? new Answer.Refused(failure) : new Answer.Found(held);
    }
}
