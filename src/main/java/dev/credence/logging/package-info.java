/**
 * The log itself: what a line looks like, where it goes, how much of it there is, and what becomes of it when nobody takes
 * it. Everything else only says what it has to say, to SLF4J.
 */
@NullMarked
package dev.credence.logging;

import org.jspecify.annotations.NullMarked;
