package dev.credence.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Warns of credentials of one caller that SDKs cannot tell apart, so that only the first could be had. */
final class AmbiguityCheck {
    private final BiConsumer<ConfigPath, String> warn;

    /** Takes who is told: where, and what. */
    AmbiguityCheck(BiConsumer<ConfigPath, String> warn) {
        this.warn = warn;
    }

    void check(Configuration configuration) {
        for (CallerConfig caller : configuration.callers()) {
            listedNames(configuration, caller);
            sameIds(configuration, caller, "email", AmbiguityCheck::email);
            sameIds(configuration, caller, "client-id", azure(AzureCredentialConfig::clientId));
            sameIds(configuration, caller, "object-id", azure(AzureCredentialConfig::objectId));
            sameIds(configuration, caller, "resource-id", azure(AzureCredentialConfig::resourceId));
        }
    }

    /** Only AWS lists names. */
    private void listedNames(Configuration configuration, CallerConfig caller) {
        Map<String, String> seen = new HashMap<>();
        for (String name : caller.credentials()) {
            // Without a name it is the caller or the back end that decides.
            if (configuration.credentials().get(name) instanceof AwsCredentialConfig credential
                    && !credential.listedName().isEmpty()) {
                String earlier = seen.putIfAbsent(credential.listedName(), name);
                if (earlier != null) {
                    warn.accept(
                            ConfigPath.of("credentials", name, "name"),
                            "is listed as " + credential.listedName() + " like " + earlier
                                    + ", so the metadata service can serve only one of them; give it another name");
                }
            }
        }
    }

    /** Ids of accounts and GUIDs are the same in upper and lower case. */
    private void sameIds(
            Configuration configuration,
            CallerConfig caller,
            String key,
            Function<CredentialConfig, Optional<String>> id) {
        Map<String, String> seen = new HashMap<>();
        for (String name : caller.credentials()) {
            Optional<String> written =
                    Optional.ofNullable(configuration.credentials().get(name)).flatMap(id);
            String earlier = written.map(text -> seen.putIfAbsent(text.toLowerCase(Locale.ROOT), name))
                    .orElse(null);
            if (earlier != null) {
                warn.accept(
                        ConfigPath.of("credentials", name, key),
                        "is that of " + earlier + " too, so a caller of both cannot choose this one by it; write what"
                                + " differs, or give each caller one of them");
            }
        }
    }

    private static Optional<String> email(CredentialConfig credential) {
        return credential instanceof GcpCredentialConfig gcp ? gcp.email() : Optional.empty();
    }

    private static Function<CredentialConfig, Optional<String>> azure(
            Function<AzureCredentialConfig, Optional<String>> id) {
        return credential -> credential instanceof AzureCredentialConfig azure ? id.apply(azure) : Optional.empty();
    }
}
