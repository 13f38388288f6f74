package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a lease back to Vault, {@code PUT sys/leases/revoke}. */
final class LeaseRevocation {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRevocation.class);
    private static final VaultPath PATH =
            VaultPath.of("sys", "leases", "revoke").orElseThrow();

    private final VaultSession session;

    /** How it ended. */
    enum End {
        /** Vault does not have the lease any more. */
        DONE,
        /** Vault answered, and has it still. */
        REFUSED,
        /** Vault cannot be asked now. */
        UNANSWERED
    }

    LeaseRevocation(VaultSession session) {
        this.session = session;
    }

    /** Completes when Vault has answered or was given up on; never fails. */
    Future<End> revoke(LeaseRecord lease) {
        VaultRequest request = VaultRequest.put(
                "lease_revoke", PATH, new JsonObject().put("lease_id", lease.lease()), lease.namespace());
        return session.send(request).map(reply -> note(lease, reply));
    }

    /** Whether Vault says that there is no such lease, or that it is about to be revoked. */
    static boolean isGone(Outcome.Failure failure) {
        String said = failure.message();
        return failure instanceof Outcome.Refusal
                && (said.contains("lease not found")
                        || said.contains("lease expired")
                        || said.contains("invalid lease"))
                // Old versions say both in one sentence.
                && !said.contains("not renewable");
    }

    private static End note(LeaseRecord lease, VaultReply reply) {
        if (reply instanceof VaultReply.Failed failed && !isGone(failed.failure())) {
            Outcome.Failure failure = failed.failure();
            LOG.atWarn()
                    .addKeyValue("backend", lease.backend())
                    .addKeyValue("credential", lease.credential())
                    .addKeyValue("code", failure.code())
                    .addKeyValue("reason", failure.message())
                    .log("lease not revoked");
            return failure instanceof Outcome.Refusal ? End.REFUSED : End.UNANSWERED;
        }
        LOG.atInfo()
                .addKeyValue("backend", lease.backend())
                .addKeyValue("credential", lease.credential())
                .log("lease revoked");
        return End.DONE;
    }
}
