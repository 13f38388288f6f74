/**
 * The jar as its users run it: commands, exit codes, signals, a configuration that changes, and what it says about it.
 */
@NullMarked
package dev.credence.process;

import org.jspecify.annotations.NullMarked;
