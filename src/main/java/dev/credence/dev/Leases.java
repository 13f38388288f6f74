package dev.credence.dev;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The leases that hold. Used on one event loop. */
final class Leases {
    /** A development backend that is asked in a loop must not grow for ever; the oldest leases are forgotten first. */
    private static final int MOST_KEPT = 10_000;

    private static final int RANDOM_PART = 24;

    private final InstantSource clock;
    private final MadeUpValues values;
    private final Map<String, Lease> held = new LinkedHashMap<>();

    Leases(InstantSource clock, MadeUpValues values) {
        this.clock = clock;
        this.values = values;
    }

    /** Opens a lease under the path that issues it. */
    Lease open(String path, Duration life, boolean renewable) {
        forgetTheEnded();
        Lease lease =
                new Lease(path + "/" + values.letters(RANDOM_PART), clock.instant(), Optional.empty(), life, renewable);
        held.put(lease.id(), lease);
        return lease;
    }

    /** The lease, if it was not revoked and has not ended. */
    Optional<Lease> find(String id) {
        return Optional.ofNullable(held.get(id)).filter(lease -> clock.instant().isBefore(lease.end()));
    }

    /** Holds a lease for {@code life} from now on. */
    Lease renew(Lease lease, Duration life) {
        Lease renewed = lease.renewedAt(clock.instant(), life);
        held.replace(lease.id(), renewed);
        return renewed;
    }

    /** Ends a lease; one that does not exist is as good as revoked. */
    void revoke(String id) {
        held.remove(id);
    }

    private void forgetTheEnded() {
        Instant now = clock.instant();
        Iterator<Lease> oldestFirst = held.values().iterator();
        while (oldestFirst.hasNext()) {
            boolean ended = !now.isBefore(oldestFirst.next().end());
            if (!ended && held.size() < MOST_KEPT) {
                return;
            }
            oldestFirst.remove();
        }
    }
}
