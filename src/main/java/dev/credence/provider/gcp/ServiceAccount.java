package dev.credence.provider.gcp;

import dev.credence.config.GcpCredentialConfig;
import dev.credence.credential.CredentialKey;

/**
 * A credential as workloads see it.
 *
 * @param key of its access token, the same for all callers
 */
record ServiceAccount(GcpCredentialConfig config, CredentialKey key) {

    static ServiceAccount of(GcpCredentialConfig config) {
        return new ServiceAccount(config, GcpKeys.accessToken(config));
    }
}
