/**
 * The Kubernetes node that the gateway runs on: takes off the taint that keeps workloads away until there are
 * credentials for them.
 */
@NullMarked
package dev.credence.node;

import org.jspecify.annotations.NullMarked;
