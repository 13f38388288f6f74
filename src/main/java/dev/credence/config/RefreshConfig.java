package dev.credence.config;

import java.time.Duration;

/**
 * When credentials are renewed and how long callers wait.
 *
 * @param ahead the part of a credential's life after which it is renewed, between 0 and 1
 * @param minRemaining renewed at the latest when this much is left; counts only for credentials that live longer
 * @param jitter the part by which a renewal may come earlier, between 0 and 1
 * @param idle a key that nobody asked for during this time is dropped
 * @param callerWait the longest that a caller waits for a credential that is not in memory
 */
public record RefreshConfig(double ahead, Duration minRemaining, double jitter, Duration idle, Duration callerWait) {}
