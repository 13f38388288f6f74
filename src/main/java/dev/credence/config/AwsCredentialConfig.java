package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.time.Duration;
import java.util.Optional;

/**
 * AWS access keys.
 *
 * @param roleArn chosen among the role's ARNs, where it has several
 * @param assumeRole for AWS STS, and for what callers may name
 * @param sessionName a name or a template with {@code ${caller.name}}
 */
public record AwsCredentialConfig(
        String name,
        String backend,
        String mount,
        String role,
        Optional<String> roleArn,
        Optional<Duration> ttl,
        Optional<String> sessionName,
        String listedName,
        AssumeRoleConfig assumeRole)
        implements CredentialConfig {

    @Override
    public Cloud provider() {
        return Cloud.AWS;
    }
}
