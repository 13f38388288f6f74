package dev.credence.config;

import java.time.Duration;

/** Where credentials come from. One record for each kind; what all have in common is here. */
public sealed interface BackendConfig permits ImsConfig, StsConfig, VaultConfig {

    /** Its key in the configuration. */
    String name();

    /** Of one request. */
    Duration timeout();

    /** Attempts after the first. */
    int retries();

    /** Requests that it may get. */
    RateLimit rateLimit();

    /** When it is left alone. */
    BreakerConfig breaker();
}
