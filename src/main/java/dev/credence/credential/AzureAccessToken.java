package dev.credence.credential;

import dev.credence.telemetry.Secret;
import java.util.Optional;

/**
 * An access token of Microsoft Entra ID for one resource.
 *
 * @param token a JWT as a rule, but opaque to its bearer
 * @param clientId of the application that it is for, where known
 * @param directory where it belongs
 */
public record AzureAccessToken(Secret token, Optional<String> clientId, AzureDirectory directory)
        implements Credential {

    @Override
    public String fingerprint() {
        return TokenFingerprint.of(token);
    }
}
