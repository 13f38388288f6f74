package dev.credence;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A package and what it may use besides itself and {@link #COMMON}.
 *
 * @param rooms whole packages
 * @param classes single classes of others: each an exception to the arrows, kept to a list so that it stays one
 */
record Room(String name, Set<String> rooms, Set<String> classes) {
    /** Values of the lowest room that mean the same everywhere. */
    private static final Set<String> COMMON = Set.of("telemetry.Secret", "telemetry.Cloud");

    private static final Set<String> BELOW_BOOTSTRAP = Set.of(
            "gateway",
            "ops",
            "provider",
            "provider.aws",
            "provider.gcp",
            "provider.azure",
            "caller",
            "caller.docker",
            "source",
            "source.vault",
            "source.vault.login",
            "source.entra",
            "source.google",
            "source.ims",
            "source.sts",
            "credential",
            "dev",
            "node",
            "push",
            "config",
            "logging",
            "telemetry");

    boolean mayUse(String user, String used) {
        return user.equals(used)
                || rooms.contains(used.substring(0, Math.max(0, used.lastIndexOf('.'))))
                || COMMON.contains(used)
                || classes.contains(used);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "root" : name;
    }

    private static Room room(String name, Set<String> rooms, String... classes) {
        return new Room(name, rooms, Set.of(classes));
    }

    /** Every room there is. */
    static List<Room> all() {
        List<Room> rooms = new ArrayList<>();
        List.of(clouds(), callers(), commands(), sources(), operators()).forEach(rooms::addAll);
        rooms.addAll(List.of(
                room("bootstrap", BELOW_BOOTSTRAP),
                room(
                        "gateway",
                        Set.of("provider", "caller", "telemetry"),
                        "config.ListenerConfig",
                        "config.ListenerTls",
                        "config.HostPort",
                        "credential.CallerLimiter",
                        "credential.TimeSource"),
                room(
                        "provider",
                        Set.of("credential", "caller", "telemetry"),
                        "config.CallerConfig",
                        "config.Configuration",
                        "config.CredentialConfig"),
                room("credential", Set.of("telemetry")),
                room("dev", Set.of()),
                room(
                        "node",
                        Set.of(),
                        "config.NodeConfig",
                        "credential.Scheduler",
                        "credential.TimeSource",
                        "source.NoAnswer",
                        "source.UpstreamHttp"),
                push(),
                room("migration", Set.of(), "config.SecretName"),
                room("config", Set.of(), "telemetry.LogFields"),
                room("telemetry", Set.of())));
        return rooms;
    }

    /** What those who run it look at. */
    private static List<Room> operators() {
        return List.of(
                room("logging", Set.of("config", "telemetry")),
                room(
                        "ops",
                        Set.of("credential", "logging", "telemetry"),
                        "caller.EngineStatus",
                        "caller.RecentCaller",
                        "config.DurationText",
                        "config.HostPort",
                        "config.LogLevel",
                        "config.LogPart"));
    }

    private static List<Room> commands() {
        return List.of(
                room("", Set.of("cli")),
                room(
                        "cli",
                        Set.of("cli.process", "bootstrap", "config", "logging", "migration"),
                        "telemetry.BuildInfo",
                        "credential.TimeSource"),
                room("cli.process", Set.of("config"), "source.vault.AwsArn", "source.vault.VaultPath"));
    }

    private static List<Room> sources() {
        return List.of(
                room("source", Set.of("credential", "config"), "telemetry.UpstreamMeters"),
                room(
                        "source.vault",
                        Set.of("source", "source.vault.login", "credential", "config"),
                        "telemetry.UpstreamMeters"),
                room("source.vault.login", Set.of("source", "credential", "config")),
                room("source.entra", Set.of("source", "credential"), "telemetry.UpstreamMeters"),
                room("source.google", Set.of("source", "credential"), "telemetry.UpstreamMeters"),
                room("source.ims", Set.of("source", "credential", "config"), "telemetry.UpstreamMeters"),
                room("source.sts", Set.of("source", "credential", "config"), "telemetry.UpstreamMeters"));
    }

    private static List<Room> callers() {
        return List.of(
                room("caller", Set.of("config")),
                room(
                        "caller.docker",
                        Set.of("caller", "config"),
                        "credential.Clockwork",
                        "credential.Scheduler",
                        "credential.TimeSource"));
    }

    private static Room push() {
        return room(
                "push",
                Set.of("telemetry"),
                "config.HostPort",
                "config.MetricsConfig",
                "config.OtlpConfig",
                "config.StatsdConfig",
                "config.StatsdFlavor",
                "credential.Scheduler",
                "credential.TimeSource",
                "source.NoAnswer",
                "source.UpstreamHttp",
                "source.WebApi");
    }

    private static Room amazon() {
        return room(
                "provider.aws",
                Set.of("provider", "credential", "caller", "telemetry"),
                "config.Configuration",
                "config.AwsProviderConfig",
                "config.AwsInstance",
                "config.AwsCredentialConfig",
                "config.PassthroughConfig",
                "config.PassthroughPaths",
                "config.RefreshConfig",
                // The rules by which a caller's role is chosen, and which kind of back end has it.
                "config.AssumeRoleConfig",
                "config.AwsPartition",
                "config.BackendConfig",
                "config.CallerTemplate",
                "config.ImsConfig",
                "config.LimitsConfig",
                "config.RoleName",
                "config.RolePatterns",
                "config.SessionRules",
                "config.SourceCredential",
                "config.StsConfig",
                "config.VaultConfig");
    }

    /** The emulated clouds: none knows of another. */
    private static List<Room> clouds() {
        return List.of(
                amazon(),
                room(
                        "provider.gcp",
                        Set.of("provider", "credential", "caller", "telemetry"),
                        "config.Configuration",
                        "config.GcpProviderConfig",
                        "config.GcpInstance",
                        "config.GcpCredentialConfig",
                        "config.GcpKind"),
                room(
                        "provider.azure",
                        Set.of("provider", "credential", "caller", "telemetry"),
                        "config.Configuration",
                        "config.AzureProviderConfig",
                        "config.AzureInstance",
                        "config.AzureCredentialConfig",
                        "config.AzureKind"));
    }
}
