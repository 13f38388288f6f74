package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.CredentialDocuments.Fetched;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.Rendered;
import dev.credence.telemetry.RequestMeters;
import java.util.function.Function;

/**
 * Answers a request for one credential in one form: from memory at once, or when the credential service has answered.
 *
 * @param form picks the document among those rendered
 * @param iamUser whether keys without a session token are given here
 * @param failed turns a failure into this endpoint's answer
 */
record CredentialReader(
        CredentialDocuments<AwsDocuments> documents,
        Function<AwsDocuments, Document> form,
        Function<Outcome.Failure, Document> failed,
        boolean iamUser,
        RequestMeters.Endpoint meters) {
    private static final Outcome.Failure IAM_USER = new Outcome.Denied(
            "imds.iam_user", "the keys of an IAM user are not served here; use the container endpoint");

    void answer(Exchange exchange, Caller caller, AwsGrants.Grant grant) {
        CredentialKey key = grant.key().keyFor(caller.name());
        Rendered<AwsDocuments> hit = documents.hit(key, exchange);
        if (hit != null) {
            give(exchange, caller, grant, hit);
            return;
        }
        documents.fetch(key, caller.name()).onSuccess(fetched -> {
            if (fetched instanceof Fetched.Found<AwsDocuments> found) {
                give(exchange, caller, grant, found.rendered());
            } else if (fetched instanceof Fetched.Refused<AwsDocuments> refused) {
                refuse(exchange, caller, grant, refused.failure());
            }
        });
    }

    private void give(Exchange exchange, Caller caller, AwsGrants.Grant grant, Rendered<AwsDocuments> rendered) {
        if (!iamUser && !rendered.documents().session()) {
            refuse(exchange, caller, grant, IAM_USER);
            return;
        }
        documents.recordGiven(rendered, exchange, caller);
        exchange.answer(form.apply(rendered.documents()), meters);
    }

    private void refuse(Exchange exchange, Caller caller, AwsGrants.Grant grant, Outcome.Failure failure) {
        meters.refused(failure.code());
        if (!(failure instanceof Outcome.Unavailable)) {
            // An outage concerns all callers alike; the credential service tells of it once, not for each of them.
            documents.audit().refused(caller, grant.credential(), failure.code(), exchange.requestId());
        }
        exchange.answer(failed.apply(failure), meters);
    }
}
