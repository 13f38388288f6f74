package dev.credence.source.vault;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives leases back to Vault. What cannot be given back ends by itself, later. Belongs to the source's context. */
final class LeaseRevocation {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRevocation.class);
    private static final VaultPath PATH =
            VaultPath.of("sys", "leases", "revoke").orElseThrow();

    private final VaultSession session;
    private final String backend;
    private final Optional<String> namespace;
    private final LeaseLedger ledger;

    LeaseRevocation(VaultSession session, String backend, Optional<String> namespace, LeaseLedger ledger) {
        this.session = session;
        this.backend = backend;
        this.namespace = namespace;
        this.ledger = ledger;
    }

    /** Completes when Vault has answered or was given up on; never fails. */
    Future<Void> revoke(CredentialKey key, String lease) {
        VaultRequest request =
                VaultRequest.put("lease_revoke", PATH, new JsonObject().put("lease_id", lease), namespace);
        return session.send(request).map(reply -> note(key, lease, reply));
    }

    private @Nullable Void note(CredentialKey key, String lease, VaultReply reply) {
        if (reply instanceof VaultReply.Failed failed) {
            Outcome.Failure failure = failed.failure();
            LOG.atWarn()
                    .addKeyValue("backend", backend)
                    .addKeyValue("credential", key.credential())
                    .addKeyValue("code", failure.code())
                    .addKeyValue("reason", failure.message())
                    .log("lease not revoked; it ends by itself");
        } else {
            ledger.revoked(lease);
            LOG.atInfo()
                    .addKeyValue("backend", backend)
                    .addKeyValue("credential", key.credential())
                    .log("lease revoked");
        }
        return null;
    }
}
