/**
 * The listeners that workloads talk to: sockets, guards, limits and the way to a provider.
 */
@NullMarked
package dev.credence.gateway;

import org.jspecify.annotations.NullMarked;
