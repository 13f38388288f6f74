package dev.credence.provider.aws;

import dev.credence.config.BackendConfig;
import dev.credence.config.Configuration;
import dev.credence.config.SourceCredential;
import dev.credence.config.StsConfig;
import dev.credence.config.VaultConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.RoleListings;
import dev.credence.telemetry.Cloud;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The keys of what a back end asks with, where that is another credential. */
final class BaseKeys {
    /** More is a circle, which the configuration does not permit. */
    private static final int DEEPEST = 4;

    private final Configuration configuration;
    private final RoleListings listings;
    private final String node;

    /**
     * @param listings roles of metadata services, the first of which may be what others are asked for with
     * @param node names the sessions
     */
    BaseKeys(Configuration configuration, RoleListings listings, String node) {
        this.configuration = configuration;
        this.listings = listings;
        this.node = node;
    }

    /** The list whose first role that back end asks with; empty if the configuration names what it asks with. */
    Optional<Supplier<Optional<List<String>>>> listing(String backend) {
        String asking = backend;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Optional<SourceCredential> source = source(asking);
            if (source.isEmpty()) {
                return Optional.empty();
            }
            String issuer = source.get().backend();
            if (source.get().isFirstListed()) {
                return Optional.of(() -> listings.of(issuer));
            }
            asking = issuer;
        }
        return Optional.empty();
    }

    /**
     * The key of a credential with what it is made from.
     *
     * @param first the role that {@link #listing} has first; means nothing where there is no such list
     */
    CredentialKey key(String credential, String backend, Map<String, String> parameters, String first) {
        return key(credential, backend, parameters, first, 0);
    }

    private CredentialKey key(
            String credential, String backend, Map<String, String> parameters, String first, int depth) {
        return source(backend)
                .filter(made -> depth < DEEPEST)
                .map(from -> key(credential, from.backend(), asking(from, first), first, depth + 1)
                        .derive(backend, parameters))
                .orElseGet(() -> new CredentialKey(Cloud.AWS, credential, backend, parameters));
    }

    private Optional<SourceCredential> source(String backend) {
        return configuration.backends().get(backend) instanceof StsConfig sts ? sts.credentials() : Optional.empty();
    }

    private Map<String, String> asking(SourceCredential source, String first) {
        BackendConfig backend = configuration.backends().get(source.backend());
        Map<String, String> parameters = new HashMap<>();
        if (backend instanceof StsConfig) {
            parameters.put(CredentialKey.ROLE_ARN, source.role());
            parameters.put(CredentialKey.SESSION_NAME, SessionName.clean(node));
            return parameters;
        }
        parameters.put(CredentialKey.ROLE, source.isFirstListed() ? first : source.role());
        if (backend instanceof VaultConfig) {
            parameters.put(CredentialKey.MOUNT, source.mount());
            parameters.put(CredentialKey.SESSION_NAME, SessionName.clean(node));
        }
        return parameters;
    }
}
