package dev.credence.credential;

import java.time.Instant;

/**
 * A credential with its life. Immutable but for the shared {@link Holding}.
 *
 * @param key what it was issued for
 * @param issued by the wall clock, when the service received it
 * @param issuedNanos the same moment by the monotonic clock; tells which of two is newer
 * @param expires by the wall clock, whole seconds
 * @param expiresNanos the same moment by the monotonic clock
 * @param holding shared by all credentials issued for the key while it is held
 */
public record IssuedCredential(
        CredentialKey key,
        Credential credential,
        Instant issued,
        long issuedNanos,
        Instant expires,
        long expiresNanos,
        Holding holding) {

    /**
     * True once it must not be served any more. Either clock may say so: after a jump of the wall clock backward the
     * monotonic one still knows.
     */
    public boolean hasEnded(long nowMillis, long nowNanos) {
        return nowMillis >= expires.toEpochMilli() || nowNanos - expiresNanos >= 0;
    }
}
