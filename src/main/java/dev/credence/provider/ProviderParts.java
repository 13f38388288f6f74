package dev.credence.provider;

import dev.credence.credential.CredentialClient;
import dev.credence.credential.RoleListings;
import dev.credence.credential.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What every cloud is made with, and what outlives a change of the configuration.
 *
 * @param roles that back ends list
 */
public record ProviderParts(CredentialClient client, MeterRegistry registry, TimeSource time, RoleListings roles) {}
