/** The way in. */
@NullMarked
package dev.credence;

import org.jspecify.annotations.NullMarked;
