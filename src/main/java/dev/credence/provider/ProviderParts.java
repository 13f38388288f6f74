package dev.credence.provider;

import dev.credence.credential.CredentialClient;
import dev.credence.credential.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;

/** What every cloud is made with, and what outlives a change of the configuration. */
public record ProviderParts(CredentialClient client, MeterRegistry registry, TimeSource time) {}
