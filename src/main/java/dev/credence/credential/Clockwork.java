package dev.credence.credential;

import java.util.random.RandomGenerator;

/**
 * Time and chance as the service sees them; tests wind it by hand.
 *
 * @param time both clocks
 * @param scheduler runs tasks later on the service's context
 * @param random jitter
 */
public record Clockwork(TimeSource time, Scheduler scheduler, RandomGenerator random) {}
