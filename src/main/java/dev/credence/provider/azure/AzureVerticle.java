package dev.credence.provider.azure;

import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.ProviderVerticle;
import dev.credence.telemetry.Cloud;
import java.util.Set;

/** Keeps Azure's documents. */
final class AzureVerticle extends ProviderVerticle<AzureDocuments> {
    private final ToldIdentities told;

    AzureVerticle(
            CredentialClient client,
            CredentialDocuments<AzureDocuments> documents,
            ToldIdentities told,
            Set<CredentialKey> prefetched) {
        super(Cloud.AZURE, client, documents, () -> prefetched);
        this.told = told;
    }

    /** Passwords come this way too: tokens are had for them, and no workload ever sees one. */
    @Override
    protected void issued(IssuedCredential issued) {
        told.learn(issued);
        if (issued.credential() instanceof AzureAccessToken) {
            super.issued(issued);
        }
    }
}
