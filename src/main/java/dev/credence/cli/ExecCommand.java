package dev.credence.cli;

import dev.credence.config.LogLevel;
import dev.credence.logging.Logging;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code exec}: a workload with the environment that points its SDK to the gateway. */
@Command(
        name = "exec",
        description = {
            "Runs a command with the environment that points its SDK to the gateway, and leaves with the command's own"
                    + " exit code; 127 if there is no such command, 126 if it cannot be run.",
            "Variables of other credentials, which an SDK would find first, are taken away."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar credence.jar exec aws -- aws sts get-caller-identity",
            "  java -jar credence.jar exec aws-container --standalone -c credence.yaml -- ./job",
            "",
            "With --standalone only aws-container and azure-app-service ask for a secret that nobody else on this machine"
                    + " has; with the other forms whoever may open a port of this machine gets credentials meanwhile."
        })
final class ExecCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "PROVIDER",
            completionCandidates = EnvironmentForm.Labels.class,
            description = "aws, aws-container, gcp, azure or azure-app-service, as in env")
    private String provider = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "CMD",
            description = "the command and its arguments, behind --")
    private List<String> command = List.of();

    @Option(
            names = "--standalone",
            description = "with a gateway of its own, on a free port of this machine, for as long as the command lives")
    private boolean standalone;

    @Mixin
    private Sources sources = new Sources();

    @ParentCommand
    private CredenceCommand parent = new CredenceCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    ExecCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            EnvironmentForm form = EnvironmentForm.named(provider);
            if (!standalone) {
                return run(form, WorkloadEnvironment.found(form, sources.paths(), environment));
            }
            // The output belongs to the command.
            Logging.toStandardError();
            Logging.apply(isLevelGiven() ? parent.logLevel() : LogLevel.WARN);
            try (StandaloneGateway gateway = StandaloneGateway.start(form, sources.paths(), environment)) {
                return run(form, gateway.variables());
            }
        } catch (IllegalArgumentException impossible) {
            throw new ParameterException(spec.commandLine(), String.valueOf(impossible.getMessage()));
        }
    }

    private boolean isLevelGiven() {
        return spec.commandLine().getParseResult().hasMatchedOption("--log-level");
    }

    private int run(EnvironmentForm form, Map<String, String> variables) throws InterruptedException {
        return new ChildCommand(command, form.rivals(), variables).run();
    }
}
