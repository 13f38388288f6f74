package dev.credence.config;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the whole tree into the records. Where something is wrong the result is incomplete and a problem says so. */
final class ConfigurationBinder {
    static final RefreshConfig DEFAULT_REFRESH =
            new RefreshConfig(0.5, Duration.ofMinutes(20), 0.1, Duration.ofHours(1), Duration.ofMillis(900));

    private static final LimitsConfig DEFAULT_LIMITS =
            new LimitsConfig(RateLimit.NONE, new RateLimit(50, 100), 10_000, 10_000);
    private static final int MOST = 10_000_000;
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration MOST_WAIT = Duration.ofSeconds(10);
    private static final Duration MOST_IDLE = Duration.ofDays(30);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(20);
    private static final Duration MOST_GRACE = Duration.ofHours(1);
    private static final Duration MOST_DELAY = Duration.ofMinutes(10);

    private final Map<String, String> environment;
    private final Problems problems;

    /** Takes the environment, where some defaults come from. */
    ConfigurationBinder(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    Configuration bind(Section root) {
        List<ListenerConfig> listeners = new ListenerBinder(problems).listeners(root);
        Map<String, BackendConfig> backends = new BackendBinder(new VaultEnvironment(environment), problems).bind(root);
        Map<String, CredentialConfig> credentials =
                new CredentialBinder(BackendKinds.of(root), new AzureEnvironment(environment), problems).bind(root);
        Set<String> names = new LinkedHashSet<>(
                root.section("credentials").branch().children().keySet());
        return new Configuration(
                List.copyOf(listeners),
                new ListenerBinder(problems).ops(root),
                backends,
                credentials,
                List.copyOf(new CallerBinder(names, new DockerBinder(environment, problems), problems)
                        .bind(root, listeners)),
                AwsBinder.provider(root),
                AwsBinder.instance(root),
                GcpBinder.provider(root),
                GcpBinder.instance(root),
                AzureBinder.provider(root),
                AzureBinder.instance(root),
                refresh(root.section("refresh")),
                limits(root.section("limits")),
                new LogBinder(problems).bind(root.section("log")),
                new MetricsBinder(problems).bind(root.section("metrics")),
                new StateEnvironment(environment).leasesFile(root.section("leases"), listeners),
                root.section("shutdown").duration("grace", DEFAULT_GRACE, Duration.ZERO, MOST_GRACE),
                root.section("shutdown").duration("delay", Duration.ZERO, Duration.ZERO, MOST_DELAY),
                new NodeBinder(environment).bind(root.section("node")));
    }

    private static RefreshConfig refresh(Section refresh) {
        return new RefreshConfig(
                refresh.value("ahead", text -> part(text, false)).orElse(DEFAULT_REFRESH.ahead()),
                refresh.duration(
                        "min-remaining", DEFAULT_REFRESH.minRemaining(), Duration.ZERO, AwsCredentialBinder.MOST_TTL),
                refresh.value("jitter", text -> part(text, true)).orElse(DEFAULT_REFRESH.jitter()),
                refresh.duration("idle", DEFAULT_REFRESH.idle(), MILLISECOND, MOST_IDLE),
                refresh.duration("wait", DEFAULT_REFRESH.callerWait(), MILLISECOND, MOST_WAIT));
    }

    private static double part(String text, boolean mayBeZero) {
        double part = text.matches("\\d{1,3}(\\.\\d{1,9})?") ? Double.parseDouble(text) : -1;
        if (part < 0 || part >= 1 || (part == 0 && !mayBeZero)) {
            throw new IllegalArgumentException("is not a part of a whole; write a number "
                    + (mayBeZero ? "from 0 to below 1, like 0.1" : "above 0 and below 1, like 0.5"));
        }
        return part;
    }

    private static LimitsConfig limits(Section limits) {
        return new LimitsConfig(
                limits.rate("requests", DEFAULT_LIMITS.requests()),
                limits.rate("misses", DEFAULT_LIMITS.misses()),
                limits.integer("connections", DEFAULT_LIMITS.connections(), 1, MOST),
                limits.integer("keys", DEFAULT_LIMITS.keys(), 1, MOST));
    }
}
