package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.credential.Answer;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.LogFields;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of one cloud, rendered once for all listeners. A hit reads one concurrent map; only a miss goes to the
 * credential service.
 *
 * @param <D> the documents of the cloud
 */
public final class CredentialDocuments<D> {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialDocuments.class);
    private static final Outcome.Failure DEFECT =
            new Outcome.Unavailable("gateway.internal_error", "a defect of the gateway, see its log");

    private final Map<CredentialKey, Rendered<D>> rendered = new ConcurrentHashMap<>();
    private final CredentialClient client;
    private final Function<IssuedCredential, D> renderer;
    private final AuditLog audit;

    /**
     * @param renderer called once for each credential issued, on any event loop; must not block or throw
     */
    public CredentialDocuments(ProviderParts parts, Cloud cloud, Function<IssuedCredential, D> renderer) {
        this.client = parts.client();
        this.renderer = renderer;
        this.audit = new AuditLog(parts.audit(), cloud);
    }

    /** The documents in memory, if they may still be served at the moment of the request; no lock, no hop, no log. */
    public @Nullable Rendered<D> hit(CredentialKey key, Exchange exchange) {
        Rendered<D> held = rendered.get(key);
        if (held == null || held.issued().hasEnded(exchange.receivedMillis(), exchange.receivedNanos())) {
            return null;
        }
        held.issued().holding().touch(exchange.receivedNanos());
        return held;
    }

    /** Asks the credential service, in the request of that id. Completes on the caller's event loop and never fails. */
    public Future<Fetched<D>> fetch(CredentialKey key, String caller, String request) {
        return client.get(key, caller, request).map(this::fetched).otherwise(defect -> {
            LOG.atError()
                    .setCause(defect)
                    .addKeyValue(LogFields.CREDENTIAL, key.credential())
                    .log("the credential issued cannot be rendered");
            return new Fetched.Refused<>(DEFECT);
        });
    }

    /** What a fetch brought. */
    public sealed interface Fetched<D> {
        /** Documents that may be served. */
        record Found<D>(Rendered<D> rendered) implements Fetched<D> {}

        /** None, and why. */
        record Refused<D>(Outcome.Failure failure) implements Fetched<D> {}
    }

    /** Renders what was issued, unless that has been done. */
    public Rendered<D> put(IssuedCredential issued) {
        Rendered<D> kept = rendered.compute(issued.key(), (key, known) -> {
            if (known != null && known.issued().issuedNanos() - issued.issuedNanos() >= 0) {
                return known;
            }
            // Dropped between its issue and now: it may be served this once, but not be kept.
            return issued.holding().isDropped() ? null : new Rendered<>(issued, renderer.apply(issued));
        });
        return kept != null ? kept : new Rendered<>(issued, renderer.apply(issued));
    }

    /** Lets go of what was rendered for the key. */
    public void remove(CredentialKey key) {
        rendered.remove(key);
    }

    /**
     * Writes to the audit log who got what, the first time that this caller gets this credential.
     *
     * @return false if it is not the first time
     */
    public boolean recordGiven(Rendered<D> given, Exchange exchange, Caller caller) {
        boolean isFirst = given.isFirstFor(caller.identity());
        if (isFirst) {
            audit.given(given.issued(), caller, exchange);
        }
        return isFirst;
    }

    /** The audit log of the cloud. */
    public AuditLog audit() {
        return audit;
    }

    private Fetched<D> fetched(Answer answer) {
        if (answer instanceof Answer.Found found) {
            return new Fetched.Found<>(put(found.credential()));
        }
        return new Fetched.Refused<>(((Answer.Refused) answer).failure());
    }
}
