/**
 * Turns the settings of other gateways into a configuration of ours. Knows text only: what it writes is read and judged
 * like any other configuration.
 */
@NullMarked
package dev.credence.migration;

import org.jspecify.annotations.NullMarked;
