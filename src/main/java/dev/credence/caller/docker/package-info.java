/**
 * Containers as callers: what runs at an engine that speaks Docker's API, who has which address, and how that is kept true.
 */
@NullMarked
package dev.credence.caller.docker;

import org.jspecify.annotations.NullMarked;
