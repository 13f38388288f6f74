package dev.credence.provider.azure;

import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.AzureDirectory;
import dev.credence.credential.AzurePrincipal;
import dev.credence.credential.Credential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the back ends last told about each credential besides its secret: whose it is and where it belongs. Outlives the
 * credentials themselves, so that metadata do not change when one ends. Any thread.
 */
final class ToldIdentities {
    private static final Told NOTHING = new Told("", Optional.empty(), AzureDirectory.UNKNOWN);

    private final Map<String, Told> byCredential = new ConcurrentHashMap<>();

    /**
     * What is known of one credential.
     *
     * @param source where it came from: a changed configuration may have given its name to another one
     */
    private record Told(String source, Optional<String> clientId, AzureDirectory directory) {
        /** Tokens may tell less than the password that they were had for. */
        private Told with(Optional<String> newClientId, AzureDirectory newDirectory) {
            return new Told(
                    source,
                    newClientId.or(() -> clientId),
                    new AzureDirectory(
                            newDirectory.tenantId().or(directory::tenantId),
                            newDirectory.subscriptionId().or(directory::subscriptionId)));
        }
    }

    /** Takes note of what a credential says about itself. */
    void learn(IssuedCredential issued) {
        CredentialKey key = issued.key();
        Credential credential = issued.credential();
        if (credential instanceof AzurePrincipal principal) {
            learn(key, Optional.of(principal.clientId()), principal.directory());
        } else if (credential instanceof AzureAccessToken token) {
            learn(key, token.clientId(), token.directory());
        }
    }

    private void learn(CredentialKey key, Optional<String> clientId, AzureDirectory directory) {
        String source = source(key);
        byCredential.compute(key.credential(), (name, known) -> {
            Told before = known != null && known.source().equals(source)
                    ? known
                    : new Told(source, Optional.empty(), AzureDirectory.UNKNOWN);
            return before.with(clientId, directory);
        });
    }

    /** The application that the credential of that key is for, as far as is known. */
    Optional<String> clientId(CredentialKey key) {
        return told(key).clientId();
    }

    /** The subscription that the credential of that key is for, as far as is known. */
    Optional<String> subscriptionId(CredentialKey key) {
        return told(key).directory().subscriptionId();
    }

    private Told told(CredentialKey key) {
        Told known = byCredential.get(key.credential());
        return known != null && known.source().equals(source(key)) ? known : NOTHING;
    }

    /** The same for all tokens of one credential. */
    private static String source(CredentialKey key) {
        CredentialKey base = key.base().orElse(key);
        Map<String, String> parameters = base.parameters();
        return base.backend()
                + '\n'
                + parameters.get(CredentialKey.MOUNT)
                + '\n'
                + parameters.get(CredentialKey.ROLE)
                + '\n'
                + parameters.get(CredentialKey.KIND);
    }
}
