package dev.credence.provider.aws;

import dev.credence.config.Configuration;
import dev.credence.config.PassthroughConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.Provider;
import dev.credence.provider.ProviderParts;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;

/** Amazon Web Services for the life of the gateway: rendered credentials, and the key that signs session tokens. */
public final class AwsCloud implements EmulatedCloud {
    private final ProviderParts parts;
    private final CredentialDocuments<AwsDocuments> documents;
    private final SessionTokens tokens;
    private final String node;
    private final Passthrough passthrough;

    /**
     * @param node names the sessions of credentials that do not say how; {@code credence-HOSTNAME} as a rule
     */
    public AwsCloud(ProviderParts parts, SessionTokens tokens, String node) {
        this.parts = parts;
        this.documents = new CredentialDocuments<>(parts.client(), Cloud.AWS, AwsDocuments::render);
        this.tokens = tokens;
        this.node = node;
        this.passthrough = new Passthrough(parts.registry(), parts.time());
    }

    @Override
    public Cloud cloud() {
        return Cloud.AWS;
    }

    @Override
    public Provider provider(Configuration configuration) {
        return new AwsProvider(configuration, new AwsProvider.Parts(parts, documents, tokens, node, passthrough));
    }

    @Override
    public Deployable verticle(Set<CredentialKey> prefetched) {
        return new AwsVerticle(parts.client(), documents, prefetched, passthrough);
    }

    @Override
    public Future<Optional<Objection>> objection(Configuration configuration) {
        PassthroughConfig config = configuration.aws().passthrough();
        return config.isOff()
                ? Future.succeededFuture(Optional.empty())
                : passthrough
                        .leadsBack(config.address())
                        .map(itself -> itself
                                ? Optional.of(new Objection(
                                        "providers.aws.passthrough.address",
                                        config.address()
                                                + " leads back to this gateway (it is redirected): exempt the gateway"
                                                + " itself from the redirect (docs/routing.md), or empty allow"))
                                : Optional.empty());
    }
}
