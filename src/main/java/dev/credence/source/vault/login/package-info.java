/**
 * What the gateway proves with who it is, one class for each of Vault's ways to log in. Knows where proofs come from and
 * what they look like, and nothing of how a token is asked for and kept.
 */
@NullMarked
package dev.credence.source.vault.login;

import org.jspecify.annotations.NullMarked;
