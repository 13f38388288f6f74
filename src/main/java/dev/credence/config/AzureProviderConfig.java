package dev.credence.config;

import java.util.List;

/**
 * How Azure is emulated.
 *
 * @param resources the only ones that tokens are given for; empty for any
 * @param maxResources how many a caller may use at once
 */
public record AzureProviderConfig(List<String> resources, int maxResources) {
    public static final int DEFAULT_MAX_RESOURCES = 64;

    public AzureProviderConfig {
        resources = List.copyOf(resources);
    }
}
