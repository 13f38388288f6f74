package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import java.time.Instant;
import java.util.Optional;

/**
 * How one key is doing. Holds no secret.
 *
 * @param credential its name in the configuration
 * @param variant tells several keys of a credential apart: a resource or an audience
 * @param prefetched true if it is fetched without anyone asking, and so counts for readiness
 * @param expires of the credential held
 * @param refreshed when the back end last issued it
 * @param lastError code and message of the last failure, if nothing has been issued since
 */
public record CredentialStatus(
        String credential,
        Optional<String> variant,
        Cloud cloud,
        String backend,
        CredentialState state,
        boolean prefetched,
        Optional<Instant> expires,
        Optional<Instant> refreshed,
        Optional<String> lastError) {}
