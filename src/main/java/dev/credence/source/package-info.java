/**
 * Where credentials come from, seen from the credential service: back ends behind breakers and limits.
 */
@NullMarked
package dev.credence.source;

import org.jspecify.annotations.NullMarked;
