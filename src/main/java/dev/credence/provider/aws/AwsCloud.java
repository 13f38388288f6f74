package dev.credence.provider.aws;

import dev.credence.caller.CallerResolver;
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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Amazon Web Services for the life of the gateway: rendered credentials, and the key that signs session tokens. */
public final class AwsCloud implements EmulatedCloud {
    private static final Logger LOG = LoggerFactory.getLogger(AwsCloud.class);

    private final ProviderParts parts;
    private final CredentialDocuments<AwsDocuments> documents;
    private final SessionTokens tokens;
    private final String node;
    private final Passthrough passthrough;
    private volatile Supplier<Set<CredentialKey>> prefetched = Set::of;

    /**
     * @param node names the sessions of credentials that do not say how; {@code credence-HOSTNAME} as a rule
     */
    public AwsCloud(ProviderParts parts, SessionTokens tokens, String node) {
        this.parts = parts;
        this.documents = new CredentialDocuments<>(parts, Cloud.AWS, AwsDocuments::render);
        this.tokens = tokens;
        this.node = node;
        this.passthrough = new Passthrough(parts.registry(), parts.time());
        parts.roles().onChange(this::prefetch);
    }

    @Override
    public Cloud cloud() {
        return Cloud.AWS;
    }

    @Override
    public Provider provider(Configuration configuration, CallerResolver callers) {
        AwsProvider provider =
                new AwsProvider(configuration, new AwsProvider.Parts(parts, documents, tokens, node, passthrough));
        prefetched = provider::prefetchable;
        return provider;
    }

    @Override
    public Deployable verticle(Set<CredentialKey> first) {
        // What back ends list may have changed since: the verticle asks when it starts.
        return new AwsVerticle(parts.client(), documents, () -> prefetched.get(), passthrough);
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

    /** A back end tells other roles than before: new ones are fetched, those that are gone are dropped. */
    private void prefetch() {
        parts.client().prefetch(Cloud.AWS, prefetched.get()).onFailure(gone -> LOG.atWarn()
                .setCause(gone)
                .log("roles that back ends list now could not be fetched ahead"));
    }
}
