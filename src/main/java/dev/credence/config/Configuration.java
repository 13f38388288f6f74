package dev.credence.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole configuration, valid and with every default filled in.
 *
 * @param listeners where workloads ask, at least one
 * @param ops where operators and probes ask
 * @param backends by name; at least one
 * @param credentials by name, in the order of the file
 * @param callers who may have what; the first that matches wins; never empty
 * @param leasesFile where leases are remembered beyond a crash; empty if there is no place for it
 * @param shutdownGrace how long requests in flight may take after SIGTERM
 * @param shutdownDelay how long everything is served on after SIGTERM, with readiness down
 * @param node the Kubernetes node whose start-up taint the gateway takes off
 */
public record Configuration(
        List<ListenerConfig> listeners,
        OpsConfig ops,
        Map<String, BackendConfig> backends,
        Map<String, CredentialConfig> credentials,
        List<CallerConfig> callers,
        AwsProviderConfig aws,
        AwsInstance awsInstance,
        GcpProviderConfig gcp,
        GcpInstance gcpInstance,
        AzureProviderConfig azure,
        AzureInstance azureInstance,
        RefreshConfig refresh,
        LimitsConfig limits,
        LogConfig log,
        MetricsConfig metrics,
        Optional<Path> leasesFile,
        Duration shutdownGrace,
        Duration shutdownDelay,
        Optional<NodeConfig> node) {}
