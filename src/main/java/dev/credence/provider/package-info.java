/**
 * What is common to every emulated cloud: the exchange with a workload, metadata trees, rendered documents.
 */
@NullMarked
package dev.credence.provider;

import org.jspecify.annotations.NullMarked;
