/**
 * Fakes of what Credence talks to, for tests: in process, on a port of their own, with faults on demand.
 */
@NullMarked
package dev.credence.testing;

import org.jspecify.annotations.NullMarked;
