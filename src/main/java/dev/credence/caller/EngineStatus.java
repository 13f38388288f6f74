package dev.credence.caller;

import java.time.Instant;
import java.util.Optional;

/**
 * How an engine is doing; for people. Holds no secret.
 *
 * @param address of its API
 * @param state {@code following} its events, {@code cut} off from them, or {@code opening}
 * @param since when
 * @param api version that is spoken with it; empty before the first answer
 * @param containers known to run
 */
public record EngineStatus(
        String address,
        String state,
        Instant since,
        String api,
        int containers,
        Optional<String> lastError,
        Optional<Instant> lastErrorAt) {}
