package dev.credence.credential;

import io.vertx.core.Future;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins calls to the back ends and makes an outcome of every end. */
final class IssuerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerCalls.class);

    private final Map<String, CredentialIssuer> issuers;

    IssuerCalls(Map<String, CredentialIssuer> issuers) {
        this.issuers = issuers;
    }

    /** For nobody in particular; never fails. */
    Future<Outcome> begin(CredentialKey key) {
        CredentialIssuer issuer = issuers.get(key.backend());
        return issuer == null ? unknown() : issuer.issue(key).otherwise(cause -> defect(key, cause));
    }

    /** For somebody who waits and has nothing; never fails. */
    Future<Outcome> beginUrgently(CredentialKey key) {
        CredentialIssuer issuer = issuers.get(key.backend());
        return issuer == null ? unknown() : issuer.issueUrgently(key).otherwise(cause -> defect(key, cause));
    }

    private static Future<Outcome> unknown() {
        return Future.succeededFuture(
                new Outcome.NotFound("backend.unknown", "no back end of that name is configured"));
    }

    private static Outcome defect(CredentialKey key, Throwable cause) {
        LOG.atError()
                .setCause(cause)
                .addKeyValue("credential", key.credential())
                .addKeyValue("backend", key.backend())
                .log("the source failed unexpectedly");
        return new Outcome.Unavailable("backend.internal_error", "the source failed unexpectedly, see the log");
    }
}
