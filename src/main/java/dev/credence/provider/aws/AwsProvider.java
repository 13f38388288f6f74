package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.config.Configuration;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.CredentialStatus;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.Provider;
import dev.credence.provider.ProviderParts;
import dev.credence.provider.Rejection;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.RequestMeters;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Amazon's dialect, by path. Immutable; a changed configuration makes a new one. */
final class AwsProvider implements Provider {
    private static final String LATEST = "latest";
    private static final String OLDEST = "1.0";

    private final RequestMeters meters;
    private final RequestMeters.Endpoint otherMeters;
    private final AwsRoles roles;
    private final ImdsEndpoint imds;
    private final ContainerEndpoint container;
    private final Document versions;
    private final PassthroughTrail trail;

    /**
     * What outlives a change of the configuration.
     *
     * @param documents rendered credentials
     * @param tokens signs session tokens
     * @param node names the sessions of this node
     * @param passthrough the way to a real metadata service
     */
    record Parts(
            ProviderParts common,
            CredentialDocuments<AwsDocuments> documents,
            SessionTokens tokens,
            String node,
            Passthrough passthrough) {}

    AwsProvider(Configuration configuration, Parts parts) {
        ProviderParts common = parts.common();
        Instant now = common.time().instant();
        this.meters = new RequestMeters(common.registry(), Cloud.AWS);
        this.otherMeters = meters.endpoint("other");
        this.roles = new AwsRoles(configuration, common.roles(), parts.node(), now);
        this.imds = new ImdsEndpoint(
                new ImdsEndpoint.Settings(
                        configuration.aws().imdsV1(),
                        configuration.aws().iamUser(),
                        configuration.awsInstance().value("account-id").orElse("000000000000"),
                        configuration.awsInstance().value("instance-profile-id").orElse("AIPACREDENCE000000000"),
                        now),
                roles,
                new InstanceMetadata(configuration.awsInstance(), now),
                parts.tokens(),
                ImdsMeters.of(meters, common.registry()),
                parts.documents(),
                common.time(),
                new PassthroughRoute(
                        parts.passthrough(),
                        configuration.aws().passthrough(),
                        configuration.refresh().callerWait()));
        this.container = new ContainerEndpoint(
                roles, configuration.aws().requireToken(), meters, parts.documents(), common.time());
        this.versions = ImdsAnswers.text(String.join("\n", InstanceMetadata.VERSIONS), now);
        this.trail = parts.passthrough().trail();
    }

    @Override
    public Cloud cloud() {
        return Cloud.AWS;
    }

    @Override
    public boolean owns(String path) {
        return versionLength(path) > 0 || ContainerEndpoint.owns(path) || PassthroughTrail.isProbe(path);
    }

    @Override
    public boolean serves(Caller caller) {
        return roles.serves(caller);
    }

    @Override
    public Set<CredentialKey> prefetchable() {
        return roles.prefetchable();
    }

    @Override
    public List<CredentialStatus> awaited() {
        return roles.awaited();
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
            trail.notice(path);
            exchange.answer(ImdsAnswers.page(404), otherMeters);
        }
    }

    @Override
    public void reject(Exchange exchange, Rejection reason) {
        trail.notice(exchange.path());
        meters.refused(reason.label());
        Document answer = ContainerEndpoint.owns(exchange.path())
                ? ContainerAnswers.ERRORS.of(reason)
                : ImdsAnswers.ERRORS.of(reason);
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
