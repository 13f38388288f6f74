/**
 * A Vault-compatible server with made-up credentials for trying Credence without a Vault.
 */
@NullMarked
package dev.credence.dev;

import org.jspecify.annotations.NullMarked;
