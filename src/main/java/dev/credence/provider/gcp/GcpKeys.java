package dev.credence.provider.gcp;

import dev.credence.config.GcpCredentialConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.telemetry.Cloud;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The keys of Google's tokens. */
final class GcpKeys {
    private GcpKeys() {}

    /** Of the access token, which is the same for all callers: scopes are the role's, not the caller's. */
    static CredentialKey accessToken(GcpCredentialConfig config) {
        return new CredentialKey(
                Cloud.GCP,
                config.name(),
                config.backend(),
                Map.of(
                        CredentialKey.MOUNT, config.mount(),
                        CredentialKey.ROLE, config.role(),
                        CredentialKey.KIND, config.kind().label()));
    }

    /**
     * Of an ID token, which an API makes from the access token.
     *
     * @param endpoint of that API
     * @param full whether the token tells more of the account
     */
    static CredentialKey idToken(ServiceAccount account, URI endpoint, String audience, boolean full) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(CredentialKey.AUDIENCE, audience);
        parameters.put(CredentialKey.FORMAT, full ? "full" : "standard");
        account.config().email().ifPresent(email -> parameters.put(CredentialKey.EMAIL, email));
        return account.key().derive(endpoint.toString(), parameters);
    }
}
