/**
 * Puts the parts together: composes by constructors, deploys in order, reloads, shuts down.
 */
@NullMarked
package dev.credence.bootstrap;

import org.jspecify.annotations.NullMarked;
