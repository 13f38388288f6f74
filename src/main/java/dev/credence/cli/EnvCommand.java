package dev.credence.cli;

import dev.credence.bootstrap.DevMode;
import dev.credence.config.Configuration;
import dev.credence.config.ListenerConfig;
import java.nio.file.Path;
import java.util.List;
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
    @Parameters(paramLabel = "PROVIDER", description = "aws (instance metadata) or aws-container")
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
        if (!provider.equals("aws") && !provider.equals("aws-container")) {
            throw usage("no provider " + provider + " in this version; there are aws and aws-container");
        }
        List<Path> paths = paths();
        if (paths.isEmpty() && !isConfiguredByVariables() && provider.equals("aws")) {
            // Without a configuration to read, a gateway is where the defaults put it.
            print(WorkloadEnvironment.awsAt(ListenerConfig.DEFAULT_ADDRESS));
            return ExitCode.OK;
        }
        return Sources.loaded(paths, environment, loaded -> {
            print(variables(loaded.configuration()));
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

    private Map<String, String> variables(Configuration configuration) {
        try {
            return provider.equals("aws")
                    ? WorkloadEnvironment.aws(configuration)
                    : WorkloadEnvironment.awsContainer(configuration);
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
