/**
 * HashiCorp Vault and OpenBao as a source: HTTP client, login, secrets engines, errors.
 */
@NullMarked
package dev.credence.source.vault;

import org.jspecify.annotations.NullMarked;
