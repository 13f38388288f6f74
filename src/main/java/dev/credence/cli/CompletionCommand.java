package dev.credence.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: what makes a shell complete our commands and options. */
@Command(
        name = "completion",
        description = "Prints what makes a shell complete the commands and options of \"credence\".",
        footer = {
            "",
            "Examples:",
            "  java -jar credence.jar completion bash",
            "",
            "bash   source <(credence completion bash)          in ~/.bashrc",
            "zsh    source <(credence completion zsh)           in ~/.zshrc",
            "fish   credence completion fish | source           in ~/.config/fish/config.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    /** The shells that there are scripts for. */
    enum Shell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
    private Shell shell = Shell.BASH;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine all = spec.commandLine().getParent();
        String script =
                switch (shell) {
                    // The script for bash makes zsh understand it by itself.
                    case BASH, ZSH -> AutoComplete.bash(all.getCommandName(), all);
                    case FISH -> FishCompletion.of(all);
                };
        all.getOut().print(script);
        all.getOut().flush();
        return ExitCode.OK;
    }
}
