package dev.credence.config;

/**
 * What callers may take.
 *
 * @param requests of one caller, hits included; unlimited by default
 * @param misses first fetches of keys not held, for each caller
 * @param connections open at once on all listeners
 * @param keys held at once
 */
public record LimitsConfig(RateLimit requests, RateLimit misses, int connections, int keys) {}
