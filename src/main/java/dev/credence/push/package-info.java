/**
 * Sends what the meters show to a StatsD server or an OTLP receiver. Both read the one registry that there is from time
 * to time, so that a request pays nothing for them.
 */
@NullMarked
package dev.credence.push;

import org.jspecify.annotations.NullMarked;
