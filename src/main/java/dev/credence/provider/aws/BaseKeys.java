package dev.credence.provider.aws;

import dev.credence.config.BackendConfig;
import dev.credence.config.Configuration;
import dev.credence.config.SourceCredential;
import dev.credence.config.StsConfig;
import dev.credence.config.VaultConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.telemetry.Cloud;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The keys of what a back end asks with, where that is another credential. */
final class BaseKeys {
    /** More is a circle, which the configuration does not permit. */
    private static final int DEEPEST = 4;

    private final Configuration configuration;
    private final String node;

    /**
     * @param node names the sessions
     */
    BaseKeys(Configuration configuration, String node) {
        this.configuration = configuration;
        this.node = node;
    }

    /** The key of a credential with what it is made from. */
    CredentialKey key(String credential, String backend, Map<String, String> parameters) {
        return key(credential, backend, parameters, 0);
    }

    private CredentialKey key(String credential, String backend, Map<String, String> parameters, int depth) {
        Optional<SourceCredential> source =
                configuration.backends().get(backend) instanceof StsConfig sts ? sts.credentials() : Optional.empty();
        return source.filter(made -> depth < DEEPEST)
                .map(from ->
                        key(credential, from.backend(), asking(from), depth + 1).derive(backend, parameters))
                .orElseGet(() -> new CredentialKey(Cloud.AWS, credential, backend, parameters));
    }

    private Map<String, String> asking(SourceCredential source) {
        BackendConfig backend = configuration.backends().get(source.backend());
        Map<String, String> parameters = new HashMap<>();
        if (backend instanceof StsConfig) {
            parameters.put(CredentialKey.ROLE_ARN, source.role());
            parameters.put(CredentialKey.SESSION_NAME, SessionName.clean(node));
            return parameters;
        }
        parameters.put(CredentialKey.ROLE, source.role());
        if (backend instanceof VaultConfig) {
            parameters.put(CredentialKey.MOUNT, source.mount());
            parameters.put(CredentialKey.SESSION_NAME, SessionName.clean(node));
        }
        return parameters;
    }
}
