/**
 * What tests share: fakes of what Credence talks to (in process, on a port of their own, with faults on demand), and
 * the jar as a process of its own.
 */
@NullMarked
package dev.credence.testing;

import org.jspecify.annotations.NullMarked;
