package dev.credence.cli;

import dev.credence.config.Configuration;
import dev.credence.logging.LogExamination;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check}: every problem of a configuration, without starting anything. */
@Command(
        name = "check",
        description = "Validates the configuration and prints every problem with its place and what would be right.",
        footer = {
            "",
            "Examples:",
            "  java -jar credence.jar check -c credence.yaml",
            "  java -jar credence.jar check -c /etc/credence -c override.yaml"
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private Sources sources = new Sources();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    CheckCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        return Sources.loaded(sources.paths(), environment, loaded -> {
            loaded.warnings().forEach(warning -> spec.commandLine().getErr().println("credence: " + warning));
            Configuration valid = loaded.configuration();
            List<String> unusable = new LogExamination(valid.log()).problems();
            if (!unusable.isEmpty()) {
                unusable.forEach(problem -> spec.commandLine().getErr().println("credence: " + problem));
                return ExitCode.CONFIGURATION;
            }
            spec.commandLine()
                    .getOut()
                    .printf(
                            "configuration is valid: %d listener(s), %d credential(s), %d caller rule(s), %d back end(s)%n",
                            valid.listeners().size(),
                            valid.credentials().size(),
                            valid.callers().size(),
                            valid.backends().size());
            return ExitCode.OK;
        });
    }
}
