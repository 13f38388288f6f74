package dev.credence.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code env}: the variables that a workload needs. */
@Command(
        name = "env",
        description = "Prints the environment that points a workload's SDK to the gateway.",
        footer = {
            "",
            "Examples:",
            "  eval \"$$(java -jar credence.jar env aws)\"",
            "  java -jar credence.jar env aws-container -c credence.yaml --format dotenv",
            "",
            "Without -c it describes the development gateway at the default port, if one runs, and else the defaults."
        })
final class EnvCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "PROVIDER",
            completionCandidates = EnvironmentForm.Labels.class,
            description = {
                "aws (instance metadata), aws-container, gcp, azure (instance metadata),",
                "or azure-app-service, which prints the caller's secret"
            })
    private String provider = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "sh",
            description = "sh, fish, powershell, dotenv or docker (for --env-file); sh unless given")
    private ShellFormat format = ShellFormat.SH;

    @Mixin
    private Sources sources = new Sources();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    EnvCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try {
            EnvironmentForm form = EnvironmentForm.named(provider);
            print(WorkloadEnvironment.found(form, sources.paths(), environment));
        } catch (IllegalArgumentException impossible) {
            throw new ParameterException(spec.commandLine(), String.valueOf(impossible.getMessage()));
        }
        return ExitCode.OK;
    }

    private void print(Map<String, String> variables) {
        variables.forEach((name, value) -> spec.commandLine().getOut().println(format.line(name, value)));
    }
}
