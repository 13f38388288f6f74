/** What {@code deploy/} holds, as far as a JDK alone can judge it; {@code real.DeployIT} has the rest. */
@NullMarked
package dev.credence.deploy;

import org.jspecify.annotations.NullMarked;
