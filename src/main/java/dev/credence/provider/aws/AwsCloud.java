package dev.credence.provider.aws;

import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.Provider;
import dev.credence.provider.ProviderParts;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Deployable;
import java.util.Set;

/** Amazon Web Services for the life of the gateway: rendered credentials, and the key that signs session tokens. */
public final class AwsCloud implements EmulatedCloud {
    private final ProviderParts parts;
    private final CredentialDocuments<AwsDocuments> documents;
    private final SessionTokens tokens;
    private final String node;

    /**
     * @param node names the sessions of credentials that do not say how; {@code credence-HOSTNAME} as a rule
     */
    public AwsCloud(ProviderParts parts, SessionTokens tokens, String node) {
        this.parts = parts;
        this.documents = new CredentialDocuments<>(parts.client(), Cloud.AWS, AwsDocuments::render);
        this.tokens = tokens;
        this.node = node;
    }

    @Override
    public Cloud cloud() {
        return Cloud.AWS;
    }

    @Override
    public Provider provider(Configuration configuration, CallerResolver callers) {
        return new AwsProvider(configuration, new AwsProvider.Parts(parts, documents, tokens, node));
    }

    @Override
    public Deployable verticle(Set<CredentialKey> prefetched) {
        return new AwsVerticle(parts.client(), documents, prefetched);
    }
}
