package dev.credence.credential;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives back to the back ends what would otherwise live on after nobody uses it: leases of credentials that were
 * replaced or dropped before their end. Belongs to the service's context.
 */
final class LeaseKeeper {
    private final Map<String, CredentialIssuer> issuers;
    private final Set<Future<Void>> releasing = new HashSet<>();

    LeaseKeeper(Map<String, CredentialIssuer> issuers) {
        this.issuers = issuers;
    }

    /** Has the lease released, in the background. */
    void release(CredentialKey key, String lease) {
        CredentialIssuer issuer = issuers.get(key.backend());
        if (issuer != null) {
            Future<Void> released = issuer.release(key, lease);
            releasing.add(released);
            released.onComplete(done -> releasing.remove(released));
        }
    }

    /** What came for nobody must not live on at the back end. */
    void giveBack(CredentialKey key, Outcome outcome) {
        if (outcome instanceof Outcome.Issued issued) {
            issued.lease().ifPresent(lease -> release(key, lease));
        }
    }

    /** Completes when all releases that are under way have ended; never fails. */
    Future<Void> settled() {
        return Future.join(List.copyOf(releasing)).<Void>mapEmpty().otherwiseEmpty();
    }
}
