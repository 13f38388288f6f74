package dev.credence.credential;

import java.time.Duration;

/**
 * A call to a back end, as observers are told of it when it has ended.
 *
 * @param took from its beginning to its answer
 * @param request id of the request that began it; empty text for what the gateway asks by itself
 */
public record BackEndCall(Duration took, String request) {}
