package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.time.Duration;
import java.util.Optional;

/**
 * A named thing that can be issued.
 *
 * @param name its key in the configuration
 * @param mount of the secrets engine, without slashes at the ends
 * @param role of the secrets engine
 * @param roleArn chosen among the role's ARNs, where it has several
 * @param ttl asked for; the back end may cut it
 * @param sessionName a name or a template with {@code ${caller.name}}
 * @param listedName what the metadata service lists, {@code [\w+=,.@-]{1,64}}
 */
public record CredentialConfig(
        String name,
        Cloud provider,
        String backend,
        String mount,
        String role,
        Optional<String> roleArn,
        Optional<Duration> ttl,
        Optional<String> sessionName,
        String listedName) {}
