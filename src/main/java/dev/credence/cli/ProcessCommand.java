package dev.credence.cli;

import dev.credence.cli.process.ProcessArguments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code process} as the command line explains it; plain arguments do not get here ({@link ProcessStart}). */
@Command(
        name = "process",
        description = "Prints AWS credentials as credential_process wants them: one JSON document, and nothing else.",
        footer = {
            "",
            "Asked is, the first that applies: the gateway of --gateway; the Vault of --config; the Vault of VAULT_ADDR or"
                    + " VAULT_TOKEN (BAO_*, too); the gateway at http://127.0.0.1:8169.",
            "Documents are kept in $$XDG_CACHE_HOME/credence (~/.cache/credence), for the user alone.",
            "",
            "Examples:",
            "  credence process -r app",
            "  credence process -r app -m team-a/aws --ttl 1h",
            "  credence process -r app -c /etc/credence",
            "  credence process -r app --gateway http://127.0.0.1:8169 --token-file app.token",
            "",
            "In ~/.aws/config:",
            "  [profile app]",
            "  credential_process = /opt/credence/bin/credence process -r app"
        })
final class ProcessCommand implements Callable<Integer> {
    @Option(
            names = {"-r", "--role"},
            required = true,
            paramLabel = "ROLE",
            description = "role of Vault's AWS engine; with --config or at a gateway the name of a credential")
    private String role = "";

    @Option(
            names = {"-m", "--mount"},
            paramLabel = "MOUNT",
            description = "mount of the engine, with the namespace in front if there is one; aws unless given")
    private String mount = "";

    @Option(names = "--role-arn", paramLabel = "ARN", description = "which ARN, for a role that has several")
    private String roleArn = "";

    @Option(names = "--session-name", paramLabel = "NAME", description = "name of the session in AWS's audit trail")
    private String sessionName = "";

    @Option(names = "--ttl", paramLabel = "DURATION", description = "life to ask for, such as 1h")
    private String ttl = "";

    @Option(
            names = "--min-remaining",
            paramLabel = "DURATION",
            defaultValue = ProcessArguments.MIN_REMAINING,
            description = "replace a cached document that has less life left; 10m unless given")
    private Duration minRemaining = Duration.ZERO;

    @Option(names = "--no-cache", description = "read no cached document, and keep none")
    private boolean uncached;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "ask this gateway; https, unless it is on this machine")
    private String gateway = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "the secret that the gateway asks for; AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE or"
                    + " AWS_CONTAINER_AUTHORIZATION_TOKEN unless given")
    private String tokenFile = "";

    @Mixin
    private Sources sources = new Sources();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    ProcessCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (role.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--role is empty");
        }
        if (!ProcessArguments.isLife(ttl)) {
            throw new ParameterException(
                    spec.commandLine(), "--ttl: \"" + ttl + "\" is no life; write it like 15m or 1h");
        }
        List<Path> config = sources.paths();
        ProcessArguments arguments = new ProcessArguments(
                config, role, mount, roleArn, sessionName, ttl, minRemaining, !uncached, gateway, tokenFile);
        return ProcessStart.run(
                arguments,
                environment,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }
}
