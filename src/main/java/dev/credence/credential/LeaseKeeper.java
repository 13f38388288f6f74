package dev.credence.credential;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Gives back to the back ends what would otherwise live on after nobody uses it: leases of credentials that were
 * replaced or dropped before their end. Belongs to the service's context.
 *
 * <p>What workloads hold is not taken from them by a replacement: SDKs come back for another one only minutes before
 * the end that was printed. Such a lease is left to end by itself, which the back end sees to; only the gateway's own
 * end comes before, unless another gateway has taken over.
 */
final class LeaseKeeper {
    private final Map<String, CredentialIssuer> issuers;
    private final TimeSource time;
    private final Map<String, IssuedCredential> leftToEnd = new HashMap<>();
    private final Set<Future<Void>> releasing = new HashSet<>();

    LeaseKeeper(Map<String, CredentialIssuer> issuers, TimeSource time) {
        this.issuers = Map.copyOf(issuers);
        this.time = time;
    }

    /** Has the lease released, in the background. */
    void release(CredentialKey key, String lease) {
        tell(key, issuer -> issuer.release(key, lease));
    }

    /**
     * The gateway ends, and with it the lease of what is held.
     *
     * @param toSuccessor whether another gateway has taken over, which is left what workloads hold
     */
    void end(CredentialEntry entry, boolean toSuccessor) {
        entry.lease().ifPresent(lease -> {
            Duration promised = entry.promised(time.nanoTime());
            if (toSuccessor && promised.compareTo(Duration.ZERO) > 0) {
                leave(entry.key(), lease, time.instant().plus(promised));
            } else {
                release(entry.key(), lease);
            }
        });
    }

    /** What came for nobody must not live on at the back end; a longer life of what is held came for somebody. */
    void giveBack(CredentialEntry entry, Outcome outcome) {
        if (outcome instanceof Outcome.Issued issued && !issued.lease().equals(entry.lease())) {
            issued.lease().ifPresent(lease -> release(entry.key(), lease));
        }
    }

    /** Another credential has taken its place. */
    void superseded(IssuedCredential credential, String lease) {
        leftToEnd.values().removeIf(this::hasEnded);
        if (credential.credential().reachesWorkloads()) {
            leftToEnd.put(lease, credential);
        } else {
            release(credential.key(), lease);
        }
    }

    /** It was let go of without another one in its place. */
    void dropped(IssuedCredential credential, String lease, DropReason reason) {
        switch (reason) {
            case EXPIRED -> {}
            // Nobody has stopped using it: its place was needed.
            case EVICTED -> superseded(credential, lease);
            case IDLE, REMOVED, REQUESTED -> release(credential.key(), lease);
        }
    }

    /**
     * Has those released that were left to end by themselves.
     *
     * @param toSuccessor whether they are left to another gateway instead
     * @return completes when all releases that are under way have ended; never fails
     */
    Future<Void> close(boolean toSuccessor) {
        leftToEnd.values().removeIf(this::hasEnded);
        leftToEnd.forEach((lease, credential) -> {
            if (toSuccessor) {
                leave(credential.key(), lease, credential.expires());
            } else {
                release(credential.key(), lease);
            }
        });
        leftToEnd.clear();
        return Future.join(List.copyOf(releasing)).<Void>mapEmpty().otherwiseEmpty();
    }

    private void leave(CredentialKey key, String lease, Instant until) {
        // Workloads were told whole seconds; what was counted by the other clock may be a little before.
        Instant told = until.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
        tell(key, issuer -> issuer.leave(key, lease, told));
    }

    private void tell(CredentialKey key, Function<CredentialIssuer, Future<Void>> what) {
        CredentialIssuer issuer = issuers.get(key.backend());
        if (issuer != null) {
            Future<Void> told = what.apply(issuer);
            releasing.add(told);
            told.onComplete(done -> releasing.remove(told));
        }
    }

    private boolean hasEnded(IssuedCredential credential) {
        return credential.hasEnded(time.millis(), time.nanoTime());
    }
}
