package dev.credence.provider.gcp;

import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.ProviderVerticle;
import dev.credence.telemetry.Cloud;
import java.util.Set;

/** Keeps Google's documents, and tells those who wait for them. */
final class GcpVerticle extends ProviderVerticle<GcpDocuments> {
    private final Waiters waiters;

    GcpVerticle(
            CredentialClient client,
            CredentialDocuments<GcpDocuments> documents,
            Waiters waiters,
            Set<CredentialKey> prefetched) {
        super(Cloud.GCP, client, documents, () -> prefetched);
        this.waiters = waiters;
    }

    @Override
    protected void issued(IssuedCredential issued) {
        super.issued(issued);
        waiters.judge();
    }

    @Override
    protected void dropped(CredentialKey key) {
        super.dropped(key);
        waiters.judge();
    }
}
