package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.config.RefreshConfig;
import dev.credence.credential.CredentialVerticle;
import dev.credence.credential.Issuers;
import dev.credence.credential.KeyLimits;
import dev.credence.credential.RefreshPolicy;
import dev.credence.provider.gcp.GcpCloud;
import dev.credence.telemetry.Cloud;
import java.util.Map;

/** The credential service as a configuration wants it. */
final class CredentialCore {
    private CredentialCore() {}

    /** A verticle that is not deployed yet. */
    static CredentialVerticle of(Configuration configuration, Issuers issuers, Platform platform) {
        RefreshConfig refresh = configuration.refresh();
        return new CredentialVerticle(
                issuers,
                new RefreshPolicy(
                        refresh.ahead(),
                        refresh.minRemaining(),
                        refresh.jitter(),
                        refresh.idle(),
                        refresh.callerWait()),
                new KeyLimits(
                        configuration.limits().keys(),
                        Map.of(Cloud.AZURE, configuration.azure().maxResources(), Cloud.GCP, GcpCloud.MOST_AUDIENCES),
                        configuration.limits().misses().perSecond(),
                        configuration.limits().misses().burst()),
                platform.time(),
                platform.random(),
                platform.registry());
    }
}
