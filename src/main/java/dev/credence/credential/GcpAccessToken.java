package dev.credence.credential;

import dev.credence.telemetry.Secret;

/**
 * An OAuth 2.0 access token of a Google service account.
 *
 * @param token {@code ya29...}, opaque
 * @param account whose it is, as far as the back end tells
 */
public record GcpAccessToken(Secret token, GcpServiceAccount account) implements Credential {

    @Override
    public String fingerprint() {
        return TokenFingerprint.of(token);
    }
}
