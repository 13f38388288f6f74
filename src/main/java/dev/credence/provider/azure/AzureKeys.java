package dev.credence.provider.azure;

import dev.credence.config.AzureCredentialConfig;
import dev.credence.config.AzureKind;
import dev.credence.credential.CredentialKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of one configured credential: a token for each resource, and where tokens are exchanged for a password, that
 * of the password. Any thread.
 */
final class AzureKeys {
    /** Keys that are kept made; a caller that asks for ever new resources only makes them be made again. */
    private static final int KEPT = 256;

    private final AzureCredentialConfig credential;
    private final Optional<String> tenant;
    private final CredentialKey principal;
    private final Map<String, CredentialKey> byResource = new ConcurrentHashMap<>();

    /**
     * @param tenant the directory to ask for tokens, unless the credential says so itself
     */
    AzureKeys(AzureCredentialConfig credential, Optional<String> tenant) {
        this.credential = credential;
        this.tenant = credential.tenantId().or(() -> tenant);
        this.principal =
                new CredentialKey(credential.provider(), credential.name(), credential.backend(), parameters(Map.of()));
    }

    /** The key of the token for that resource, which is taken as it is: with a final slash it is another one. */
    CredentialKey of(String resource) {
        CredentialKey known = byResource.get(resource);
        if (known != null) {
            return known;
        }
        CredentialKey made = token(resource);
        if (byResource.size() >= KEPT) {
            byResource.clear();
        }
        byResource.put(resource, made);
        return made;
    }

    /**
     * What can be fetched before anyone asks.
     *
     * @param resources the only ones that tokens are given for; empty for any
     */
    Set<CredentialKey> prefetched(List<String> resources) {
        Set<CredentialKey> keys = new LinkedHashSet<>();
        resources.forEach(resource -> keys.add(of(resource)));
        return keys.isEmpty() ? Set.of(unasked()) : keys;
    }

    /**
     * What can be fetched without a resource: the password is good for every one; of the tokens, everybody's first is
     * the resource manager's.
     */
    CredentialKey unasked() {
        return credential.kind() == AzureKind.CREDS
                ? principal
                : of(AzureEnvironment.of(credential.authorityHost()).management());
    }

    private CredentialKey token(String resource) {
        if (credential.kind() != AzureKind.CREDS) {
            return new CredentialKey(
                    credential.provider(),
                    credential.name(),
                    credential.backend(),
                    parameters(Map.of(CredentialKey.RESOURCE, resource)));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(CredentialKey.RESOURCE, resource);
        tenant.ifPresent(id -> parameters.put(CredentialKey.TENANT, id));
        return principal.derive(credential.authorityHost().toString(), parameters);
    }

    private Map<String, String> parameters(Map<String, String> further) {
        Map<String, String> parameters = new LinkedHashMap<>(further);
        parameters.put(CredentialKey.MOUNT, credential.mount());
        parameters.put(CredentialKey.ROLE, credential.role());
        parameters.put(CredentialKey.KIND, credential.kind().label());
        return parameters;
    }
}
