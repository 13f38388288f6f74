/**
 * The document of {@code credential_process}: from the cache, from a gateway, or from a Vault.
 *
 * <p>An AWS SDK starts this program and waits for it, so nothing here knows Vert.x or a logging framework, and what
 * answers from the cache does without lambdas, regular expressions and the plus sign between texts: each of them loads
 * classes that a new JVM takes tens of milliseconds for.
 */
@NullMarked
package dev.credence.cli.process;

import org.jspecify.annotations.NullMarked;
