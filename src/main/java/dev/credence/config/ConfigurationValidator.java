package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks what single values cannot show: how they stand to each other, and whether the numbers add up. */
final class ConfigurationValidator {
    /** SDKs give up on the metadata service after one second by default (wire.md 1.6 names who retries). */
    private static final Duration SDK_PATIENCE = Duration.ofSeconds(1);
    /** botocore takes credentials with less than 12 to 20 minutes left for an outage and extends them itself. */
    private static final Duration BOTOCORE_MARGIN = Duration.ofMinutes(20);

    private static final Duration SHORT_SESSION = Duration.ofMinutes(30);
    /** What Vault issues when nothing else is asked for or set. */
    private static final Duration USUAL_TTL = Duration.ofHours(1);

    private static final double MINUTE = 60;
    /** Seconds: a life just above {@code min-remaining} is not renewed all the time. */
    private static final double SHORTEST_PAUSE = 60;

    private final Branch root;
    private final Problems problems;

    /** Takes the tree too, for where things were written. */
    ConfigurationValidator(Branch root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    void validate(Configuration configuration) {
        if (!(root.child("listeners") instanceof Sequence written)
                || written.items().size() == configuration.listeners().size()) {
            addresses(configuration);
        }
        sessions(configuration);
        refresh(configuration.refresh());
        keys(configuration);
        rates(configuration);
        resources(configuration.azure());
        identity(configuration);
        new AmbiguityCheck(this::warn).check(configuration);
        new RoleCheck((path, message) -> problems.error(path, origin(path), message), this::warn).check(configuration);
        new ReusePortCheck(this::warn).check(configuration);
        new LoopCheck((path, message) -> problems.error(path, origin(path), message)).check(configuration);
    }

    private void addresses(Configuration configuration) {
        Map<ConfigPath, HostPort> bound = new HashMap<>();
        bound.put(ConfigPath.of("ops", "address"), configuration.ops().address());
        List<ConfigPath> order = new ArrayList<>(bound.keySet());
        int index = 0;
        for (ListenerConfig listener : configuration.listeners()) {
            ConfigPath path = ConfigPath.of("listeners", Integer.toString(index++), "address");
            for (ConfigPath earlier : order) {
                HostPort other = bound.getOrDefault(earlier, listener.address());
                if (listener.address().clashesWith(other)) {
                    problems.error(
                            path,
                            origin(path),
                            listener.address() + " clashes with " + earlier + " " + other + "; give each its own port");
                }
            }
            bound.put(path, listener.address());
            order.add(path);
        }
    }

    private void sessions(Configuration configuration) {
        for (CredentialConfig credential : configuration.credentials().values()) {
            credential.ttl().filter(ttl -> ttl.compareTo(SHORT_SESSION) < 0).ifPresent(ttl -> {
                ConfigPath path = ConfigPath.of("credentials", credential.name(), "ttl");
                warn(
                        path,
                        DurationText.format(ttl) + " is short: botocore takes credentials with less than 20m left"
                                + " for an outage and extends them itself; 30m or more is safe");
            });
        }
    }

    private void refresh(RefreshConfig refresh) {
        if (refresh.callerWait().compareTo(SDK_PATIENCE) > 0) {
            warn(
                    ConfigPath.of("refresh", "wait"),
                    DurationText.format(refresh.callerWait())
                            + " is longer than the 1s after which SDKs give up; write 900ms or less");
        }
        if (refresh.minRemaining().compareTo(BOTOCORE_MARGIN) < 0) {
            warn(
                    ConfigPath.of("refresh", "min-remaining"),
                    DurationText.format(refresh.minRemaining())
                            + " is short: botocore takes credentials with less than 20m left for an outage; 20m or more is"
                            + " safe");
        }
    }

    private void keys(Configuration configuration) {
        int credentials = configuration.credentials().size();
        if (configuration.limits().keys() < credentials) {
            ConfigPath path = ConfigPath.of("limits", "keys");
            problems.error(
                    path,
                    origin(path),
                    configuration.limits().keys() + " keys cannot hold the " + credentials + " credentials; write "
                            + credentials + " or more");
        }
    }

    /** Every credential is fetched once for each refresh; a limit below that starves some of them. */
    private void rates(Configuration configuration) {
        for (BackendConfig backend : configuration.backends().values()) {
            List<CredentialConfig> served = configuration.credentials().values().stream()
                    .filter(credential -> credential.backend().equals(backend.name()))
                    .toList();
            List<Duration> lives =
                    served.stream().map(ConfigurationValidator::life).sorted().toList();
            int most = served.stream()
                    .mapToInt(credential -> fetches(credential, configuration.azure()))
                    .max()
                    .orElse(1);
            double needed = served.stream()
                    .mapToDouble(credential -> (double) fetches(credential, configuration.azure())
                            / Math.max(
                                    1,
                                    between(life(credential), configuration.refresh())
                                            .toSeconds()))
                    .sum();
            if (!backend.rateLimit().isUnlimited()
                    && needed > backend.rateLimit().perSecond()) {
                warn(
                        ConfigPath.of("backends", backend.name(), "rate-limit"),
                        String.format(
                                Locale.ROOT,
                                "%.1f requests a minute cannot keep up: %d credentials that live %s need %.1f refreshes a"
                                        + " minute%s; raise it or ask for a longer ttl",
                                backend.rateLimit().perSecond() * MINUTE,
                                lives.size(),
                                range(lives),
                                needed * MINUTE,
                                most == 1 ? "" : ", Azure tokens one for each of " + most + " resources"));
            }
        }
    }

    private static Duration life(CredentialConfig credential) {
        return credential.ttl().orElse(USUAL_TTL);
    }

    /** Requests to its back end for each refresh: what comes as a token comes once for each resource; of a principal Entra makes them. */
    private static int fetches(CredentialConfig credential, AzureProviderConfig azure) {
        boolean comesAsToken = credential instanceof AzureCredentialConfig token && token.kind() != AzureKind.CREDS;
        return comesAsToken ? Math.max(1, azure.resources().size()) : 1;
    }

    private static String range(List<Duration> sorted) {
        String shortest = DurationText.format(sorted.get(0));
        String longest = DurationText.format(sorted.get(sorted.size() - 1));
        return shortest.equals(longest) ? shortest : shortest + " to " + longest;
    }

    /** The shortest time between two refreshes of one credential, as the refresh policy of the core has it. */
    private static Duration between(Duration ttl, RefreshConfig refresh) {
        double seconds = (double) ttl.toSeconds() * refresh.ahead();
        if (ttl.compareTo(refresh.minRemaining()) > 0) {
            double untilMargin = (double) ttl.minus(refresh.minRemaining()).toSeconds();
            seconds = Math.min(seconds, Math.max(untilMargin, Math.min(SHORTEST_PAUSE, seconds)));
        }
        return Duration.ofSeconds((long) (seconds * (1 - refresh.jitter())));
    }

    private void resources(AzureProviderConfig azure) {
        int listed = azure.resources().size();
        if (listed > azure.maxResources()) {
            ConfigPath path = ConfigPath.of("providers", "azure", "resources");
            problems.error(
                    path,
                    origin(path),
                    "holds " + listed + ", and a caller may use " + azure.maxResources()
                            + " at once; raise max-resources" + " to " + listed + ", or list fewer");
        }
    }

    private void identity(Configuration configuration) {
        boolean hasAccount =
                configuration.credentials().values().stream().anyMatch(GcpCredentialConfig.class::isInstance);
        if (configuration.gcp().identity() && !hasAccount) {
            warn(
                    ConfigPath.of("providers", "gcp", "identity"),
                    "there is no gcp credential to make ID tokens for; add one, or write off");
        }
    }

    private void warn(ConfigPath path, String message) {
        problems.warning(path, origin(path), message);
    }

    private Origin origin(ConfigPath path) {
        ConfigNode nearest = ConfigNode.nearest(root, path);
        return nearest.equals(root) ? Origin.DEFAULT : nearest.origin();
    }
}
