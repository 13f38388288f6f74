/**
 * A Vault-compatible server with made-up credentials, for trying Credence without a Vault.
 *
 * <p>{@link dev.credence.dev.DevVault} is the way in. {@code VaultHttp} turns HTTP into calls, checks the token and finds
 * the mount; each mount is an {@code Engine} that answers calls without knowing HTTP.
 */
@NullMarked
package dev.credence.dev;

import org.jspecify.annotations.NullMarked;
