package dev.credence.credential;

import dev.credence.telemetry.Secret;

/**
 * An OpenID Connect ID token of a Google service account for one audience.
 *
 * @param token a JWT
 */
public record GcpIdToken(Secret token) implements Credential {

    @Override
    public String fingerprint() {
        return TokenFingerprint.of(token);
    }
}
