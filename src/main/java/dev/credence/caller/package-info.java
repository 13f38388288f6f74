/**
 * Who asks: a workload recognised by its address or its token, and what it is entitled to.
 */
@NullMarked
package dev.credence.caller;

import org.jspecify.annotations.NullMarked;
