package dev.credence.provider.aws;

import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.CredentialDocuments;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Set;

/**
 * Keeps Amazon's documents in step with the credential service, renders each credential once as it is issued, and asks
 * for those that can be fetched ahead. It opens no socket: the listeners read what it rendered.
 */
public final class AwsVerticle extends VerticleBase {
    private final CredentialClient client;
    private final CredentialDocuments<AwsDocuments> documents;
    private final Set<CredentialKey> prefetched;

    AwsVerticle(CredentialClient client, CredentialDocuments<AwsDocuments> documents, Set<CredentialKey> prefetched) {
        this.client = client;
        this.documents = documents;
        this.prefetched = prefetched;
    }

    /** The documents of this cloud, empty at first. */
    public static CredentialDocuments<AwsDocuments> documents(CredentialClient client) {
        return new CredentialDocuments<>(client, Cloud.AWS, AwsDocuments::render);
    }

    @Override
    public Future<?> start() {
        client.onIssued(Cloud.AWS, documents::put);
        client.onDropped(Cloud.AWS, documents::remove);
        return client.prefetch(Cloud.AWS, prefetched);
    }
}
