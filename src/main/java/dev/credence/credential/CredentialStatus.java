package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import java.time.Instant;
import java.util.Optional;

/**
 * How one key is doing. Holds no secret.
 *
 * @param id of the key for as long as the service knows it, above 0; 0 where there is no key yet
 * @param credential its name in the configuration
 * @param variant tells several keys of a credential apart: a resource or an audience
 * @param caller who brought the key, by name; empty if the gateway did
 * @param prefetched true if it is fetched without anyone asking, and so counts for readiness
 * @param expires of the credential held
 * @param refreshed when the back end last issued it
 * @param refreshDue when the back end is asked next of our own accord; empty while it is, and if it is not going to be
 * @param lastError code and message of the last failure, if nothing has been issued since
 */
public record CredentialStatus(
        long id,
        String credential,
        Optional<String> variant,
        Optional<String> caller,
        Cloud cloud,
        String backend,
        CredentialState state,
        boolean prefetched,
        Optional<Instant> expires,
        Optional<Instant> refreshed,
        Optional<Instant> refreshDue,
        Optional<String> lastError) {}
