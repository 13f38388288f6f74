package dev.credence.provider.azure;

import dev.credence.caller.Caller;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.TimeSource;
import dev.credence.provider.AuditLog;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.CredentialReader;
import dev.credence.provider.Exchange;
import dev.credence.provider.azure.TokenRequest.Fault;
import dev.credence.provider.azure.TokenRequest.Wanted;
import dev.credence.telemetry.RequestMeters;

/** Gives known callers tokens, or says in the endpoint's dialect why not. Any thread. */
final class TokenAnswers {
    private final ManagedIdentities identities;
    private final Dialect dialect;
    private final RequestMeters.Endpoint meters;
    private final AuditLog audit;
    private final CredentialReader<AzureDocuments> reader;

    TokenAnswers(
            ManagedIdentities identities,
            Dialect dialect,
            AzureForm form,
            CredentialDocuments<AzureDocuments> documents,
            TimeSource time,
            RequestMeters.Endpoint meters) {
        this.identities = identities;
        this.dialect = dialect;
        this.meters = meters;
        this.audit = documents.audit();
        this.reader = new CredentialReader<>(documents, form, dialect, time, meters);
    }

    /** The token that is wanted, now or later. */
    void answer(Exchange exchange, Caller caller, Wanted wanted) {
        ManagedIdentity identity = identities.choose(caller, wanted.selector());
        if (identity == null) {
            String credential = identities.nameOf(wanted.selector());
            // Only names of the configuration are logged: the query is whatever somebody likes to send.
            if (wanted.selector() == null || !credential.isEmpty()) {
                refused(exchange, caller, credential, "not_entitled");
            }
            exchange.answer(dialect.of(TokenQueries.IDENTITY_NOT_FOUND), meters);
            return;
        }
        CredentialKey key = identity.keys().of(wanted.resource());
        reader.answer(exchange, caller, key);
    }

    /** That the request makes no sense. */
    void answer(Exchange exchange, Fault fault) {
        exchange.answer(dialect.of(fault), meters);
    }

    /** Writes to the audit log that a caller did not get what it asked for, and counts it. */
    void refused(Exchange exchange, Caller caller, String credential, String reason) {
        meters.refused(reason);
        audit.refused(caller, credential, reason, exchange);
    }
}
