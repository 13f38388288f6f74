package dev.credence.credential;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
     * Asks for nobody in particular. What has a lease is renewed as long as the back end does that: workloads hold it,
     * and each one issued anew is one more that exists. Otherwise a new one is issued.
     *
     * @param flight the one that this call belongs to
     * @return never fails
     */
    Future<Outcome> ask(CredentialEntry entry, Flight flight) {
        return begin(entry, issuer -> {
            IssuedCredential held = entry.held();
            Optional<String> lease = entry.lease();
            return held != null && lease.isPresent() && !entry.wantsNew()
                    ? issuer.renew(held, lease.get())
                            .compose(outcome -> renewed(entry, flight, issuer, lease.get(), outcome))
                    : anew(entry, issuer);
        });
    }

    /**
     * Asks for somebody who waits and has nothing; maybe beside a call that hangs, so never to renew what that one is
     * about.
     *
     * @return never fails
     */
    Future<Outcome> askUrgently(CredentialEntry entry) {
        return begin(entry, issuer -> issuer.issueUrgently(entry.key()));
    }

    /** From now on nothing is issued in place of what could not be renewed. */
    void close() {
        closed = true;
    }

    private Future<Outcome> begin(CredentialEntry entry, Function<CredentialIssuer, Future<Outcome>> call) {
        CredentialIssuer issuer = issuers.get(entry.key().backend());
        return issuer == null
                ? Future.succeededFuture(notRunning(entry.key().backend()))
                : call.apply(issuer).otherwise(unexpected -> failed(entry, unexpected));
    }

    /** No refusal: workloads shall ask again, because a restart mends it. */
    private static Outcome notRunning(String backend) {
        return new Outcome.Unavailable(
                "backend.not_running",
                "back end " + backend + " does not run yet, because back ends start with the gateway; restart it");
    }

    private Future<Outcome> renewed(
            CredentialEntry entry, Flight flight, CredentialIssuer issuer, String lease, Outcome outcome) {
        // Another call beside this one has brought a new one, or is about to.
        boolean isOutrun = entry.flight() != flight || flight.wasOvertaken();
        if (closed || isOutrun || table.find(entry.key()) != entry) {
            return Future.succeededFuture(DROPPED);
        }
        // While it was being renewed it may have been let go of: then its lease was given back, whatever the answer is.
        boolean stillHeld = entry.lease().filter(lease::equals).isPresent();
        if (stillHeld && outcome instanceof Outcome.NotFound) {
            entry.loseLease();
        }
        return stillHeld && !(outcome instanceof Outcome.Refusal)
                ? Future.succeededFuture(outcome)
                : anew(entry, issuer);
    }

    /** What works no longer gains nothing from a new one that is tried out at leisure. */
    private static Future<Outcome> anew(CredentialEntry entry, CredentialIssuer issuer) {
        IssuedCredential held = entry.held();
        return held == null || entry.isLost() ? issuer.issue(entry.key()) : issuer.replace(held);
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
