package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.time.Duration;
import java.util.Optional;

/**
 * AWS access keys.
 *
 * @param role as the back end names it; {@code *} for every one that it lists; may hold {@code ${caller...}}
 * @param roleArn chosen among the role's ARNs, where it has several
 * @param assumeRole for AWS STS, and for what callers may name
 * @param sessionName a name or a template with {@code ${caller...}}
 * @param listedName empty where it depends on the caller or on the back end
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

    /** True if it stands for every role that the back end lists. */
    public boolean isEveryRole() {
        return role.equals("*");
    }

    /** True if callers name the role. */
    public boolean isNamedByCallers() {
        return CallerTemplate.isTemplate(role);
    }

    @Override
    public Cloud provider() {
        return Cloud.AWS;
    }
}
