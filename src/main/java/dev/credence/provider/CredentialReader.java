package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.provider.CredentialDocuments.Fetched;
import dev.credence.telemetry.LogFields;
import dev.credence.telemetry.RequestMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a request for one credential in one form: from memory at once, or when the credential service has answered.
 *
 * @param form picks the document among those rendered
 * @param errors turns a failure into this endpoint's answer
 * @param <D> the documents of the cloud
 */
public record CredentialReader<D>(
        CredentialDocuments<D> documents,
        Form<D> form,
        ErrorTable errors,
        TimeSource time,
        RequestMeters.Endpoint meters) {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialReader.class);

    /** Answers, now or later. */
    public void answer(Exchange exchange, Caller caller, CredentialKey key) {
        Rendered<D> hit = documents.hit(key, exchange);
        if (hit != null) {
            give(exchange, caller, key, hit, exchange.receivedMillis());
            return;
        }
        documents.fetch(key, caller.name(), exchange.requestId()).onSuccess(fetched -> {
            if (fetched instanceof Fetched.Found<D> found) {
                give(exchange, caller, key, found.rendered(), time.millis());
            } else if (fetched instanceof Fetched.Refused<D> refused) {
                refuse(exchange, caller, key.credential(), AuditLog.roleOf(key), refused.failure());
            }
        });
    }

    private void give(Exchange exchange, Caller caller, CredentialKey key, Rendered<D> rendered, long nowMillis) {
        Document document = form.document(rendered, nowMillis);
        if (document == null) {
            refuse(exchange, caller, key.credential(), AuditLog.roleOf(key), form.objection());
            return;
        }
        if (!documents.recordGiven(rendered, exchange, caller) && LOG.isDebugEnabled()) {
            var line = LOG.atDebug()
                    .addKeyValue(LogFields.CALLER, caller.name())
                    .addKeyValue(LogFields.CREDENTIAL, key.credential());
            RequestLog.about(line, exchange, caller).log("credential given again");
        }
        exchange.answer(document, meters);
    }

    /**
     * Answers that there is no credential.
     *
     * @param credential the name in the configuration
     * @param role that the caller named; empty text if it named none
     */
    public void refuse(Exchange exchange, Caller caller, String credential, String role, Outcome.Failure failure) {
        meters.refused(failure.code());
        if (!(failure instanceof Outcome.Unavailable)) {
            // An outage concerns all callers alike; the credential service tells of it once, not for each of them.
            documents.audit().refused(caller, credential, role, failure.code(), exchange);
        } else if (LOG.isDebugEnabled()) {
            var line = LOG.atDebug()
                    .addKeyValue(LogFields.CALLER, caller.name())
                    .addKeyValue(LogFields.CREDENTIAL, credential)
                    .addKeyValue(LogFields.OUTCOME, failure.code());
            RequestLog.about(line, exchange, caller).log("credential not available for this request");
        }
        exchange.answer(errors.of(failure, time.instant()), meters);
    }
}
