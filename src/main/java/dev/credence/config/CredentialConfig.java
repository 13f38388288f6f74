package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.time.Duration;
import java.util.Optional;

/** A named thing that can be issued. One record for each cloud; what all have in common is here. */
public sealed interface CredentialConfig permits AwsCredentialConfig, AzureCredentialConfig, GcpCredentialConfig {

    /** Its key in the configuration. */
    String name();

    /** The cloud whose SDKs read it. */
    Cloud provider();

    /** The name of the back end that issues it. */
    String backend();

    /** The mount of the secrets engine, without slashes at the ends. */
    String mount();

    /** The role of the secrets engine. */
    String role();

    /** What a metadata service lists, {@code [\w+=,.@-]{1,64}}. */
    String listedName();

    /** The life asked for; the back end may cut it. */
    Optional<Duration> ttl();
}
