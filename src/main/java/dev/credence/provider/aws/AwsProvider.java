package dev.credence.provider.aws;

import dev.credence.config.Configuration;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.TimeSource;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.Provider;
import dev.credence.provider.Rejection;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.RequestMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import java.time.Instant;
import java.util.Set;

/** Amazon's dialect, by path. Immutable; a changed configuration makes a new one. */
public final class AwsProvider implements Provider {
    private static final String LATEST = "latest";
    private static final String OLDEST = "1.0";

    private final CredentialDocuments<AwsDocuments> documents;
    private final RequestMeters meters;
    private final RequestMeters.Endpoint otherMeters;
    private final AwsEntitlements entitlements;
    private final ImdsEndpoint imds;
    private final ContainerEndpoint container;
    private final Document versions;

    /**
     * What outlives a change of the configuration.
     *
     * @param documents rendered credentials
     * @param tokens signs session tokens
     * @param node names the sessions of this node
     */
    public record Parts(
            CredentialDocuments<AwsDocuments> documents,
            SessionTokens tokens,
            MeterRegistry registry,
            TimeSource time,
            String node) {}

    public AwsProvider(Configuration configuration, Parts parts) {
        Instant now = parts.time().instant();
        this.documents = parts.documents();
        this.meters = new RequestMeters(parts.registry(), Cloud.AWS);
        this.otherMeters = meters.endpoint("other");
        this.entitlements = new AwsEntitlements(
                configuration.callers(),
                configuration.credentials(),
                configuration.aws().listAll(),
                parts.node(),
                now);
        this.imds = new ImdsEndpoint(
                new ImdsEndpoint.Settings(
                        configuration.aws().imdsV1(),
                        configuration.aws().iamUser(),
                        configuration.awsInstance().value("account-id").orElse("000000000000"),
                        configuration.awsInstance().value("instance-profile-id").orElse("AIPACREDENCE000000000"),
                        now),
                entitlements,
                new InstanceMetadata(configuration.awsInstance(), now),
                parts.tokens(),
                ImdsMeters.of(meters, parts.registry()),
                parts.documents(),
                parts.time());
        this.container =
                new ContainerEndpoint(entitlements, configuration.aws().requireToken(), meters, parts.documents());
        this.versions = ImdsAnswers.text(String.join("\n", InstanceMetadata.VERSIONS), now);
    }

    /** The keys that can be fetched before anyone asks. */
    public Set<CredentialKey> prefetchable() {
        return entitlements.prefetchable();
    }

    /** The verticle that keeps this cloud's documents; one for the life of the gateway. */
    public Deployable verticle(CredentialClient client) {
        return new AwsVerticle(client, documents, prefetchable());
    }

    @Override
    public Cloud cloud() {
        return Cloud.AWS;
    }

    @Override
    public boolean owns(String path) {
        return path.equals("/") || versionLength(path) > 0 || ContainerEndpoint.owns(path);
    }

    @Override
    public void handle(Exchange exchange) {
        String path = exchange.path();
        int version = versionLength(path);
        if (version > 0) {
            imds.handle(exchange, path.substring(Math.min(path.length(), version + 2)));
        } else if (ContainerEndpoint.owns(path)) {
            container.handle(exchange);
        } else if (path.equals("/")) {
            imds.handleRoot(exchange, versions);
        } else {
            exchange.answer(ImdsAnswers.page(404), otherMeters);
        }
    }

    @Override
    public void reject(Exchange exchange, Rejection reason) {
        meters.refused(reason.label());
        Document answer = ContainerEndpoint.owns(exchange.path())
                ? ContainerAnswers.rejection(reason)
                : ImdsAnswers.page(reason.status());
        exchange.answer(answer, otherMeters);
    }

    /** The length of the version that the path starts with, without its slashes; 0 if it starts with none. */
    private static int versionLength(String path) {
        int end = path.indexOf('/', 1);
        int length = (end < 0 ? path.length() : end) - 1;
        return (path.startsWith(LATEST, 1) && length == LATEST.length())
                        || (path.startsWith(OLDEST, 1) && length == OLDEST.length())
                        || isDate(path, length)
                ? length
                : 0;
    }

    /** {@code yyyy-mm-dd} at position 1. */
    private static boolean isDate(String path, int length) {
        if (length != 10) {
            return false;
        }
        for (int i = 1; i <= length; i++) {
            char c = path.charAt(i);
            boolean dash = i == 5 || i == 8;
            if (dash ? c != '-' : c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }
}
