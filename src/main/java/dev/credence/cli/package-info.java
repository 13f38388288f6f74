/**
 * The commands, one class each; they parse, print and choose the exit code.
 */
@NullMarked
package dev.credence.cli;

import org.jspecify.annotations.NullMarked;
