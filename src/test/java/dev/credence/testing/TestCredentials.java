package dev.credence.testing;

import dev.credence.config.Configuration;
import dev.credence.credential.CredentialIssuer;
import dev.credence.credential.CredentialVerticle;
import dev.credence.credential.KeyLimits;
import dev.credence.credential.RefreshPolicy;
import dev.credence.credential.TimeSource;
import dev.credence.provider.gcp.GcpCloud;
import dev.credence.telemetry.Cloud;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Random;

/** The credential service of a {@link TestGateway}. */
final class TestCredentials {
    private TestCredentials() {}

    /** With one issuer in the place of every back end. */
    static CredentialVerticle service(
            Configuration configuration, ScriptedIssuer issuer, TimeSource time, MeterRegistry registry) {
        Map<String, CredentialIssuer> issuers = issuer.behind(configuration);
        return new CredentialVerticle(
                leases -> issuers,
                new RefreshPolicy(
                        configuration.refresh().ahead(),
                        configuration.refresh().minRemaining(),
                        configuration.refresh().jitter(),
                        configuration.refresh().idle(),
                        configuration.refresh().callerWait()),
                new KeyLimits(
                        configuration.limits().keys(),
                        Map.of(Cloud.AZURE, configuration.azure().maxResources(), Cloud.GCP, GcpCloud.MOST_AUDIENCES),
                        configuration.limits().misses().perSecond(),
                        configuration.limits().misses().burst()),
                time,
                new Random(1),
                registry);
    }
}
