package dev.credence.config;

import java.time.Duration;

/**
 * Where a StatsD server listens for UDP packets.
 *
 * @param interval between two reports
 */
public record StatsdConfig(HostPort address, StatsdFlavor flavor, Duration interval) {}
