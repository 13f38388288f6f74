package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Access tokens of a Google service account.
 *
 * @param email of the account, for where the back end's policy forbids to read it
 * @param scopes of its tokens in full, likewise; empty if not written
 */
public record GcpCredentialConfig(
        String name,
        String backend,
        String mount,
        String role,
        GcpKind kind,
        Optional<String> email,
        List<String> scopes,
        String listedName)
        implements CredentialConfig {

    @Override
    public Cloud provider() {
        return Cloud.GCP;
    }

    /** The role in Vault decides. */
    @Override
    public Optional<Duration> ttl() {
        return Optional.empty();
    }
}
