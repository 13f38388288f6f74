package dev.credence.provider.azure;

import dev.credence.caller.Caller;
import dev.credence.config.Configuration;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.Provider;
import dev.credence.provider.ProviderParts;
import dev.credence.provider.Rejection;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.RequestMeters;
import java.util.List;
import java.util.Set;

/** Microsoft's dialect, by path. Immutable; a changed configuration makes a new one. */
final class AzureProvider implements Provider {
    private static final String IDENTITY = "/metadata/identity";

    private final RequestMeters meters;
    private final RequestMeters.Endpoint otherMeters;
    private final ManagedIdentities identities;
    private final TokenEndpoint token;
    private final AppServiceEndpoint appService;
    private final MetadataEndpoint metadata;

    /**
     * @param documents rendered tokens, which outlive a change of the configuration
     * @param told what the back ends told, which does too
     */
    AzureProvider(
            Configuration configuration,
            ProviderParts parts,
            CredentialDocuments<AzureDocuments> documents,
            ToldIdentities told) {
        this.meters = new RequestMeters(parts.registry(), Cloud.AZURE);
        this.otherMeters = meters.endpoint("other");
        this.identities = new ManagedIdentities(configuration, told);
        List<String> resources = configuration.azure().resources();
        RequestMeters.Endpoint tokenMeters = meters.endpoint("token");
        this.token = new TokenEndpoint(
                new TokenQueries(ApiVersions.IDENTITY, resources),
                new TokenAnswers(identities, Dialect.IMDS, AzureForm.IMDS, documents, parts.time(), tokenMeters),
                tokenMeters);
        RequestMeters.Endpoint appServiceMeters = meters.endpoint("app_service");
        this.appService = new AppServiceEndpoint(
                new TokenQueries(Set.of(ApiVersions.APP_SERVICE, ApiVersions.APP_SERVICE_BEFORE), resources),
                new TokenAnswers(
                        identities,
                        Dialect.APP_SERVICE,
                        AzureForm.APP_SERVICE,
                        documents,
                        parts.time(),
                        appServiceMeters),
                appServiceMeters);
        this.metadata = new MetadataEndpoint(
                new MachineMetadata(configuration.azureInstance(), identities, told),
                configuration.azureInstance().scheduledEvents(),
                meters.endpoint("metadata"),
                otherMeters);
    }

    @Override
    public Cloud cloud() {
        return Cloud.AZURE;
    }

    @Override
    public boolean owns(String path) {
        return isBelow(path, MetadataEndpoint.ROOT) || path.equals(AppServiceEndpoint.PATH);
    }

    @Override
    public boolean serves(Caller caller) {
        return !identities.of(caller).isEmpty();
    }

    @Override
    public Set<CredentialKey> prefetchable() {
        return identities.prefetchable();
    }

    @Override
    public void handle(Exchange exchange) {
        String path = exchange.path();
        if (path.equals(TokenEndpoint.PATH)) {
            token.handle(exchange);
        } else if (path.equals(AppServiceEndpoint.PATH)) {
            appService.handle(exchange);
        } else if (isBelow(path, MetadataEndpoint.ROOT)) {
            metadata.handle(exchange);
        } else {
            exchange.answer(MetadataAnswers.NOT_FOUND, otherMeters);
        }
    }

    @Override
    public void reject(Exchange exchange, Rejection reason) {
        meters.refused(reason.label());
        exchange.answer(rejection(exchange.path(), reason), otherMeters);
    }

    private static Document rejection(String path, Rejection reason) {
        if (path.equals(AppServiceEndpoint.PATH)) {
            return Dialect.APP_SERVICE.of(reason);
        }
        boolean isOff = reason == Rejection.PROVIDER_OFF && !isBelow(path, IDENTITY);
        return isOff ? MetadataAnswers.NOT_FOUND : Dialect.IMDS.of(reason);
    }

    static boolean isBelow(String path, String directory) {
        return path.startsWith(directory)
                && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
    }
}
