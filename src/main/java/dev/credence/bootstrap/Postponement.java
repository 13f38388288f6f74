package dev.credence.bootstrap;

import dev.credence.config.AzureCredentialConfig;
import dev.credence.config.AzureKind;
import dev.credence.config.BackendConfig;
import dev.credence.config.Configuration;
import dev.credence.config.CredentialConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a changed configuration waits for a restart. Back ends start with the gateway; a credential that has moved to one
 * that does not run would be let go and could not be had anew, so it stays where it is until then. Immutable.
 *
 * @param usable the changed configuration without what waits
 * @param sections what waits, as paths
 */
record Postponement(Configuration usable, List<String> sections) {
    /**
     * @param running what the gateway was started with
     * @param used what was usable last
     */
    static Postponement of(Configuration running, Configuration used, Configuration changed) {
        Map<String, CredentialConfig> credentials = new LinkedHashMap<>();
        changed.credentials().forEach((name, wanted) -> {
            CredentialConfig before = used.credentials().get(name);
            credentials.put(name, before == null || runs(running, changed, wanted) ? wanted : before);
        });
        // What is used of back ends is what runs; a new one is there for those who name it, to be told that it does
        // not.
        Map<String, BackendConfig> backends = new LinkedHashMap<>(changed.backends());
        backends.putAll(running.backends());
        return new Postponement(
                with(changed, backends, credentials),
                changed.credentials().values().stream()
                        .filter(wanted -> !runs(running, changed, wanted))
                        .map(wanted -> "credentials." + wanted.name())
                        .toList());
    }

    private static boolean runs(Configuration running, Configuration changed, CredentialConfig credential) {
        BackendConfig runs = running.backends().get(credential.backend());
        BackendConfig wanted = changed.backends().get(credential.backend());
        boolean isThere = runs != null && (wanted == null || wanted.getClass().equals(runs.getClass()));
        return isThere
                && (!(credential instanceof AzureCredentialConfig azure)
                        || azure.kind() != AzureKind.CREDS
                        || BackEnds.authorities(running).contains(azure.authorityHost()));
    }

    private static Configuration with(
            Configuration changed, Map<String, BackendConfig> backends, Map<String, CredentialConfig> credentials) {
        return new Configuration(
                changed.listeners(),
                changed.ops(),
                backends,
                credentials,
                changed.callers(),
                changed.aws(),
                changed.awsInstance(),
                changed.gcp(),
                changed.gcpInstance(),
                changed.azure(),
                changed.azureInstance(),
                changed.refresh(),
                changed.limits(),
                changed.log(),
                changed.metrics(),
                changed.leasesFile(),
                changed.shutdownGrace(),
                changed.shutdownDelay(),
                changed.node());
    }
}
