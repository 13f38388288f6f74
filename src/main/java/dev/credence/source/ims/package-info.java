/**
 * Another metadata service as a source: one that answers as EC2's does, from which credentials of AWS are taken, with or
 * without session tokens, and whose list of roles can be followed.
 */
@NullMarked
package dev.credence.source.ims;

import org.jspecify.annotations.NullMarked;
