package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Access tokens of an Azure application.
 *
 * @param tenantId the directory to ask for tokens; what Vault's engine is configured with unless given
 * @param authorityHost where passwords are exchanged for tokens: scheme, host and port, no path
 * @param clientId by which workloads choose it, besides the one that the back end tells
 * @param objectId by which workloads choose it
 * @param resourceId by which workloads choose it: {@code msi_res_id}, {@code mi_res_id}
 */
public record AzureCredentialConfig(
        String name,
        String backend,
        String mount,
        String role,
        AzureKind kind,
        Optional<String> tenantId,
        URI authorityHost,
        Optional<String> clientId,
        Optional<String> objectId,
        Optional<String> resourceId,
        String listedName)
        implements CredentialConfig {
    /** The public cloud's. */
    public static final URI PUBLIC_AUTHORITY = URI.create("https://login.microsoftonline.com");

    @Override
    public Cloud provider() {
        return Cloud.AZURE;
    }

    /** The directory decides. */
    @Override
    public Optional<Duration> ttl() {
        return Optional.empty();
    }
}
