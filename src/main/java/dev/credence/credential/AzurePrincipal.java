package dev.credence.credential;

import dev.credence.telemetry.Secret;

/**
 * An Azure application and its password. Workloads never see it: access tokens are derived from it.
 *
 * @param clientId the application's id, a GUID
 * @param directory where it belongs
 */
public record AzurePrincipal(String clientId, Secret clientSecret, AzureDirectory directory) implements Credential {

    @Override
    public String fingerprint() {
        return clientId.substring(Math.max(0, clientId.length() - 4));
    }

    @Override
    public boolean reachesWorkloads() {
        return false;
    }
}
