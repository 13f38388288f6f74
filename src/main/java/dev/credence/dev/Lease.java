package dev.credence.dev;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something issued that Vault keeps a record of.
 *
 * @param id the issuing path and a random part
 * @param life from its issue or last renewal
 * @param renewable false for what AWS STS issues
 */
record Lease(String id, Instant issued, Optional<Instant> renewed, Duration life, boolean renewable) {

    /** The first moment at which it does not hold any more. */
    Instant end() {
        return renewed.orElse(issued).plus(life);
    }

    /** The same lease, held for {@code life} from {@code now} on. */
    Lease renewedAt(Instant now, Duration newLife) {
        return new Lease(id, issued, Optional.of(now), newLife, renewable);
    }
}
