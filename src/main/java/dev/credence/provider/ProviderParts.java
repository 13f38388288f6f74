package dev.credence.provider;

import dev.credence.credential.CredentialClient;
import dev.credence.credential.RoleListings;
import dev.credence.credential.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;

/**
 * What every cloud is made with, and what outlives a change of the configuration.
 *
 * @param roles that back ends list
 * @param audit where it is written who was given what
 */
public record ProviderParts(
        CredentialClient client, MeterRegistry registry, TimeSource time, RoleListings roles, Logger audit) {

    /** With the audit log of the gateway. */
    public ProviderParts(CredentialClient client, MeterRegistry registry, TimeSource time, RoleListings roles) {
        this(client, registry, time, roles, AuditLog.STREAM);
    }
}
