package dev.credence.credential;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the back end of an entry for what the entry needs: its first credential, one in place of another, or a longer
 * life for the one that it has. Belongs to the service's context.
 */
final class BackEndCalls {
    static final Outcome.Failure DROPPED = new Outcome.Unavailable(
            "backend.dropped", "the credential was dropped while it was being issued, ask again");

    private static final Logger LOG = LoggerFactory.getLogger(BackEndCalls.class);

    private final Map<String, CredentialIssuer> issuers;
    private final KeyTable table;
    private boolean closed;

    BackEndCalls(Map<String, CredentialIssuer> issuers, KeyTable table) {
        this.issuers = Map.copyOf(issuers);
        this.table = table;
    }

    /**
     * Asks once. What has a lease is renewed as long as the back end does that: workloads hold it, and each one issued
     * anew is one more that exists. Otherwise a new one is issued.
     *
     * @return never fails
     */
    Future<Outcome> ask(CredentialEntry entry) {
        CredentialIssuer issuer = issuers.get(entry.key().backend());
        if (issuer == null) {
            return Future.succeededFuture(
                    new Outcome.NotFound("backend.unknown", "no back end of that name is configured"));
        }
        IssuedCredential held = entry.held();
        Optional<String> lease = entry.lease();
        Future<Outcome> answer = held != null && lease.isPresent() && !entry.wantsNew()
                ? issuer.renew(held, lease.get()).compose(outcome -> renewed(entry, issuer, lease, outcome))
                : anew(entry, issuer);
        return answer.otherwise(unexpected -> failed(entry, unexpected));
    }

    /** From now on nothing is issued in place of what could not be renewed. */
    void close() {
        closed = true;
    }

    private Future<Outcome> renewed(
            CredentialEntry entry, CredentialIssuer issuer, Optional<String> lease, Outcome outcome) {
        if (closed || table.find(entry.key()) != entry) {
            return Future.succeededFuture(DROPPED);
        }
        // While it was being renewed it may have been let go of: then its lease was given back, whatever the answer is.
        boolean stillHeld = entry.lease().equals(lease);
        return stillHeld && !(outcome instanceof Outcome.Refusal)
                ? Future.succeededFuture(outcome)
                : anew(entry, issuer);
    }

    private static Future<Outcome> anew(CredentialEntry entry, CredentialIssuer issuer) {
        IssuedCredential held = entry.held();
        return held == null ? issuer.issue(entry.key()) : issuer.replace(held);
    }

    private static Outcome failed(CredentialEntry entry, Throwable unexpected) {
        LOG.atError()
                .setCause(unexpected)
                .addKeyValue("credential", entry.key().credential())
                .addKeyValue("backend", entry.key().backend())
                .log("the source failed unexpectedly");
        return new Outcome.Unavailable("backend.internal_error", "the source failed unexpectedly, see the log");
    }
}
