/**
 * The core: one flight for each key, refresh ahead, service until real expiry. Knows no HTTP, no Vault, no cloud dialect.
 */
@NullMarked
package dev.credence.credential;

import org.jspecify.annotations.NullMarked;
