package dev.credence.credential;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the service knows of one key. Belongs to the service's context. */
final class CredentialEntry {
    private final long id;
    private final CredentialKey key;
    private final String owner;
    private boolean prefetched;
    private Holding holding;
    private @Nullable IssuedCredential held;
    private @Nullable String lease;
    private @Nullable Flight flight;
    private @Nullable Flight overdue;
    private Outcome.@Nullable Failure failure;
    private @Nullable Instant refreshed;
    private int failures;
    private boolean endedUnrenewed;
    private boolean idle;
    private boolean newWanted;
    private boolean lost;
    /** Leases that were doubted while a call was under way, which may bring just those. */
    private final Set<String> doubted = new HashSet<>();

    /** Until when workloads go on with what they were given, by the monotonic clock. */
    private long promised;

    private long pausedUntil;
    private long renewAt;
    private Scheduler.@Nullable Timer timer;

    /**
     * @param id no other entry of the service has it, before or after
     * @param owner the caller that brings the key; empty text for the gateway
     */
    CredentialEntry(long id, CredentialKey key, String owner, long nowNanos) {
        this.id = id;
        this.key = key;
        this.owner = owner;
        this.holding = new Holding(nowNanos);
        this.pausedUntil = nowNanos;
        this.renewAt = nowNanos;
        this.promised = nowNanos;
    }

    CredentialKey key() {
        return key;
    }

    /** The caller that brought the key. */
    String owner() {
        return owner;
    }

    boolean isPrefetched() {
        return prefetched;
    }

    void setPrefetched(boolean prefetched) {
        this.prefetched = prefetched;
    }

    Holding holding() {
        return holding;
    }

    @Nullable
    IssuedCredential held() {
        return held;
    }

    @Nullable
    Flight flight() {
        return flight;
    }

    void setFlight(@Nullable Flight flight) {
        this.flight = flight;
        this.idle = false;
    }

    /** A call that was set aside for another: nobody joins it any more, but it may still bring something. */
    @Nullable
    Flight overdue() {
        return overdue;
    }

    void setOverdue(@Nullable Flight late) {
        overdue = late;
    }

    int failures() {
        return failures;
    }

    Duration sinceLastUse(long nowNanos) {
        return Duration.ofNanos(nowNanos - holding.lastUsed());
    }

    Duration untilRenewal(long nowNanos) {
        return Duration.ofNanos(Math.max(0, renewAt - nowNanos));
    }

    void renewAfter(Duration delay, long nowNanos) {
        renewAt = nowNanos + delay.toNanos();
    }

    /** As {@link #renewAfter}, unless it is due before that. */
    void renewWithin(Duration delay, long nowNanos) {
        if (untilRenewal(nowNanos).compareTo(delay) > 0) {
            renewAfter(delay, nowNanos);
        }
    }

    /** The failure to repeat without asking the back end, if it was so short ago that asking would be useless. */
    Optional<Outcome.Failure> remembered(long nowNanos) {
        return failure != null && nowNanos - pausedUntil < 0 ? Optional.of(failure) : Optional.empty();
    }

    /** Under what the back end can take back the credential held, if it can. */
    Optional<String> lease() {
        return Optional.ofNullable(lease);
    }

    /**
     * Its lease has ended, so what is held does not work any more, and there is nothing left to give back. It is served on
     * for want of a better one.
     */
    void loseLease() {
        lease = null;
        lost = true;
    }

    /** Whether what is held is known not to work. */
    boolean isLost() {
        return lost;
    }

    /** What the call under way brings may be worth nothing by then. */
    void doubt(String leaseOfIt) {
        doubted.add(leaseOfIt);
    }

    /** Once no call is under way: whether what is held now has been doubted meanwhile. */
    boolean endDoubts() {
        boolean isDoubted = lease != null && doubted.contains(lease);
        doubted.clear();
        return isDoubted;
    }

    /** From now on until there is one a new credential is asked for, instead of a longer life of the one held. */
    void demandNew() {
        newWanted = true;
    }

    boolean wantsNew() {
        return newWanted;
    }

    /**
     * The time that is left until nobody uses what is held. Whoever was given what can be taken back is not heard of
     * until shortly before the end that was printed, which may be weeks.
     */
    Duration untilIdle(Duration limit, long nowNanos) {
        Duration unasked = limit.minus(sinceLastUse(nowNanos));
        Duration kept = promised(nowNanos);
        return lease == null || unasked.compareTo(kept) >= 0 ? unasked : kept;
    }

    /** How long workloads still go on with what they were given; not above zero if they hold nothing. */
    Duration promised(long nowNanos) {
        return Duration.ofNanos(promisedUntil() - nowNanos);
    }

    private long promisedUntil() {
        IssuedCredential now = held;
        if (now == null || !now.credential().reachesWorkloads()) {
            return promised;
        }
        boolean given = holding.lastUsed() + Holding.RESOLUTION_NANOS - now.issuedNanos() >= 0;
        return given ? now.expiresNanos() : promised;
    }

    void hold(IssuedCredential credential, Optional<String> leaseOfIt) {
        promised = leaseOfIt.isPresent() && leaseOfIt.equals(lease()) ? promisedUntil() : credential.issuedNanos();
        newWanted = false;
        lost = false;
        held = credential;
        lease = leaseOfIt.orElse(null);
        refreshed = credential.issued();
        failure = null;
        failures = 0;
        endedUnrenewed = false;
    }

    void fail(Outcome.Failure reason, Duration pause, long nowNanos) {
        failure = reason;
        failures++;
        pausedUntil = nowNanos + pause.toNanos();
    }

    /** Lets go of the credential held, if there is one; whoever rendered it learns it through the holding. */
    void release(DropReason reason, long nowNanos) {
        endedUnrenewed = reason == DropReason.EXPIRED;
        idle = reason == DropReason.IDLE || reason == DropReason.REQUESTED;
        newWanted = false;
        lost = false;
        held = null;
        lease = null;
        long lastUsed = holding.lastUsed();
        holding.drop();
        holding = new Holding(idle ? nowNanos : lastUsed);
    }

    /** Replaces the timer; a key has one at most. */
    void wakeBy(Scheduler.@Nullable Timer next) {
        if (timer != null) {
            timer.cancel();
        }
        timer = next;
    }

    CredentialState state(long nowMillis, long nowNanos) {
        if (held != null && !held.hasEnded(nowMillis, nowNanos)) {
            return failures == 0 ? CredentialState.FRESH : CredentialState.STALE;
        }
        if (held != null || endedUnrenewed) {
            return CredentialState.EXPIRED;
        }
        if (idle) {
            return CredentialState.IDLE;
        }
        return failures == 0 ? CredentialState.PENDING : CredentialState.FAILING;
    }

    CredentialStatus status(long nowMillis, long nowNanos) {
        return new CredentialStatus(
                id,
                key.credential(),
                key.variant(),
                Optional.of(owner).filter(name -> !name.isEmpty()),
                key.cloud(),
                key.backend(),
                state(nowMillis, nowNanos),
                prefetched,
                Optional.ofNullable(held).map(IssuedCredential::expires),
                Optional.ofNullable(refreshed),
                refreshDue(nowMillis, nowNanos),
                Optional.ofNullable(failure).map(reason -> reason.code() + ": " + reason.message()));
    }

    private Optional<Instant> refreshDue(long nowMillis, long nowNanos) {
        IssuedCredential now = held;
        if (flight != null || (now == null && (!prefetched || failures == 0))) {
            return Optional.empty();
        }
        // Counted from one moment by both clocks, so that it stays the same however often it is asked for.
        return Optional.of(
                now != null
                        ? now.issued().plusNanos(renewAt - now.issuedNanos())
                        : Instant.ofEpochMilli(nowMillis).plus(untilRenewal(nowNanos)));
    }
}
