package dev.credence.provider.aws;

import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.ProviderVerticle;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Supplier;

/** Keeps Amazon's documents, and the way to a real metadata service for as long as the listeners may need it. */
final class AwsVerticle extends ProviderVerticle<AwsDocuments> {
    private final Passthrough passthrough;

    AwsVerticle(
            CredentialClient client,
            CredentialDocuments<AwsDocuments> documents,
            Supplier<Set<CredentialKey>> prefetched,
            Passthrough passthrough) {
        super(Cloud.AWS, client, documents, prefetched);
        this.passthrough = passthrough;
    }

    @Override
    public Future<?> start() {
        passthrough.open(vertx, context);
        return super.start();
    }

    @Override
    public Future<?> stop() {
        return passthrough.close();
    }
}
