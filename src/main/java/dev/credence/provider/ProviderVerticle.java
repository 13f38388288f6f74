package dev.credence.provider;

import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps the documents of one cloud in step with the credential service: renders each credential once as it is issued,
 * and asks for those that can be fetched ahead. It opens no socket: the listeners read what it rendered.
 *
 * @param <D> the documents of the cloud
 */
public abstract class ProviderVerticle<D> extends VerticleBase {
    private final Cloud cloud;
    private final CredentialClient client;
    private final CredentialDocuments<D> documents;
    private final Supplier<Set<CredentialKey>> prefetched;

    /**
     * @param prefetched what is to be fetched ahead; asked when the verticle starts
     */
    protected ProviderVerticle(
            Cloud cloud,
            CredentialClient client,
            CredentialDocuments<D> documents,
            Supplier<Set<CredentialKey>> prefetched) {
        this.cloud = cloud;
        this.client = client;
        this.documents = documents;
        this.prefetched = prefetched;
    }

    @Override
    public Future<?> start() {
        client.onIssued(cloud, this::issued);
        client.onDropped(cloud, this::dropped);
        return client.prefetch(cloud, prefetched.get());
    }

    /** A credential of the cloud was issued. */
    protected void issued(IssuedCredential issued) {
        documents.put(issued);
    }

    /** A key of the cloud was let go. */
    protected void dropped(CredentialKey key) {
        documents.remove(key);
    }
}
