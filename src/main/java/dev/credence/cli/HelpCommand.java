package dev.credence.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}: the same as {@code --help}, for those who look for it there. */
@Command(
        name = "help",
        description = "Prints how a command is used.",
        footer = {"", "Examples:", "  java -jar credence.jar help serve"})
final class HelpCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "the command; all of them without it")
    private @Nullable String name;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine all = spec.commandLine().getParent();
        CommandLine wanted = name == null ? all : all.getSubcommands().get(name);
        if (wanted == null) {
            throw new ParameterException(all, "no command " + name + " in this version");
        }
        wanted.usage(all.getOut());
        return ExitCode.OK;
    }
}
