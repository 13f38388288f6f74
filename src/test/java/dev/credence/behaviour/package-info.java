/** What the gateway does as a whole when something goes wrong behind it, or the clock does. */
@NullMarked
package dev.credence.behaviour;

import org.jspecify.annotations.NullMarked;
