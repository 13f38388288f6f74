package dev.credence.provider.azure;

import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.Provider;
import dev.credence.provider.ProviderParts;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Deployable;
import java.util.Set;

/** Microsoft Azure for the life of the gateway: rendered tokens, and what the back ends told about their owners. */
public final class AzureCloud implements EmulatedCloud {
    private final ProviderParts parts;
    private final ToldIdentities told = new ToldIdentities();
    private final CredentialDocuments<AzureDocuments> documents;

    public AzureCloud(ProviderParts parts) {
        this.parts = parts;
        this.documents = new CredentialDocuments<>(parts, Cloud.AZURE, this::render);
    }

    /** The bus may tell of a token later than its first answer is given. */
    private AzureDocuments render(IssuedCredential issued) {
        told.learn(issued);
        return AzureDocuments.render(issued, told.clientId(issued.key()));
    }

    @Override
    public Cloud cloud() {
        return Cloud.AZURE;
    }

    @Override
    public Provider provider(Configuration configuration, CallerResolver callers) {
        return new AzureProvider(configuration, parts, documents, told);
    }

    @Override
    public Deployable verticle(Set<CredentialKey> prefetched) {
        return new AzureVerticle(parts.client(), documents, told, prefetched);
    }
}
