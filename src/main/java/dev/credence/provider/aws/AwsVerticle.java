package dev.credence.provider.aws;

import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.ProviderVerticle;
import dev.credence.telemetry.Cloud;
import java.util.Set;
import java.util.function.Supplier;

/** Keeps Amazon's documents. */
final class AwsVerticle extends ProviderVerticle<AwsDocuments> {

    AwsVerticle(
            CredentialClient client,
            CredentialDocuments<AwsDocuments> documents,
            Supplier<Set<CredentialKey>> prefetched) {
        super(Cloud.AWS, client, documents, prefetched);
    }
}
