package dev.credence.cli;

import dev.credence.bootstrap.DevMode;
import dev.credence.config.ListenerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
            description = {
                "aws (instance metadata), aws-container, gcp, azure (instance metadata),",
                "or azure-app-service, which prints the caller's secret"
            })
    private String provider = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "sh",
            description = "sh, fish, powershell or dotenv; sh unless given")
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
        EnvironmentForm form = EnvironmentForm.ofLabel(provider)
                .orElseThrow(() -> usage(
                        "no provider " + provider + "; there are " + String.join(", ", EnvironmentForm.labels())));
        List<Path> paths = paths();
        if (paths.isEmpty() && !isConfiguredByVariables() && !form.asksForToken()) {
            // Without a configuration to read, a gateway is where the defaults put it.
            print(variables(() -> WorkloadEnvironment.at(form, "http://" + ListenerConfig.DEFAULT_ADDRESS)));
            return ExitCode.OK;
        }
        return Sources.loaded(paths, environment, loaded -> {
            print(variables(() -> WorkloadEnvironment.of(form, loaded.configuration())));
            return ExitCode.OK;
        });
    }

    private boolean isConfiguredByVariables() {
        return environment.keySet().stream().anyMatch(name -> name.startsWith("CREDENCE_"));
    }

    private List<Path> paths() {
        if (!sources.paths().isEmpty()) {
            return sources.paths();
        }
        return DevMode.configurationAt(ServeCommand.temporary(), ServeCommand.DEFAULT_PORT)
                .map(List::of)
                .orElse(List.of());
    }

    private Map<String, String> variables(Supplier<Map<String, String>> found) {
        try {
            return found.get();
        } catch (IllegalArgumentException impossible) {
            throw usage(String.valueOf(impossible.getMessage()));
        }
    }

    private void print(Map<String, String> variables) {
        variables.forEach((name, value) -> spec.commandLine().getOut().println(format.line(name, value)));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
