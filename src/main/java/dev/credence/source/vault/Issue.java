package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import java.util.Optional;

/**
 * How asking for a credential ended.
 *
 * @param token which it was issued to, if it has a lease: it ends with that token
 */
record Issue(Outcome outcome, Optional<Secret> token) {

    /** What hangs on no token. */
    static Issue of(Outcome outcome) {
        return new Issue(outcome, Optional.empty());
    }

    /** What came with that answer. */
    static Issue of(Outcome outcome, VaultReply.Ok reply) {
        boolean isLeased =
                outcome instanceof Outcome.Issued issued && issued.lease().isPresent();
        return new Issue(outcome, isLeased ? Optional.of(reply.token()) : Optional.empty());
    }
}
