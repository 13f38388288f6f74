/**
 * What operators and probes ask: health, readiness, metrics and status, never on a workload's listener.
 */
@NullMarked
package dev.credence.ops;

import org.jspecify.annotations.NullMarked;
