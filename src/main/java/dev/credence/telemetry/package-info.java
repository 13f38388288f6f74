/**
 * What may leave the process besides credentials: meters, log fields, and the type that keeps secrets out of both.
 */
@NullMarked
package dev.credence.telemetry;

import org.jspecify.annotations.NullMarked;
