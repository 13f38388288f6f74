package dev.credence.provider.gcp;

import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.Provider;
import dev.credence.provider.ProviderParts;
import dev.credence.telemetry.Cloud;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Deployable;
import java.util.Set;

/**
 * Google Cloud for the life of the gateway: rendered tokens, what back ends told about their accounts, and those who wait
 * for metadata to change.
 */
public final class GcpCloud implements EmulatedCloud {
    /** Audiences (in both formats) that one caller may have ID tokens for at a time; no workload calls more services. */
    public static final int MOST_AUDIENCES = 64;

    private final ProviderParts parts;
    private final KnownAccounts known = new KnownAccounts();
    private final Waiters waiters = new Waiters();
    private final CredentialDocuments<GcpDocuments> documents;

    public GcpCloud(ProviderParts parts) {
        this.parts = parts;
        this.documents = new CredentialDocuments<>(parts, Cloud.GCP, this::render);
        Gauge.builder("credence.waiting", waiters, Waiters::count)
                .description("Requests that wait for metadata to change")
                .tag("provider", Cloud.GCP.label())
                .register(parts.registry());
    }

    @Override
    public Cloud cloud() {
        return Cloud.GCP;
    }

    @Override
    public Provider provider(Configuration configuration, CallerResolver callers) {
        GcpProvider provider =
                new GcpProvider(configuration, callers, new GcpProvider.Parts(parts, documents, known, waiters));
        waiters.judgedBy(provider);
        return provider;
    }

    @Override
    public Deployable verticle(Set<CredentialKey> prefetched) {
        return new GcpVerticle(parts.client(), documents, waiters, prefetched);
    }

    @Override
    public void stopping() {
        waiters.stop();
    }

    /** Whatever the gateway gets, by itself or because somebody asked, is rendered here: the place to learn from it. */
    private GcpDocuments render(IssuedCredential issued) {
        known.learn(issued);
        return GcpDocuments.render(issued);
    }
}
