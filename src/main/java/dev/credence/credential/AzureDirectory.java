package dev.credence.credential;

import java.util.Optional;

/**
 * Where in Azure a credential belongs, as far as the back end tells. Not secret.
 *
 * @param tenantId of the directory, a GUID
 * @param subscriptionId that the secrets engine is configured for, a GUID
 */
public record AzureDirectory(Optional<String> tenantId, Optional<String> subscriptionId) {
    /** Nothing is known. */
    public static final AzureDirectory UNKNOWN = new AzureDirectory(Optional.empty(), Optional.empty());
}
