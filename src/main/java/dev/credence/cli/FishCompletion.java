package dev.credence.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Completion for fish, which picocli has none for.
 *
 * @see <a href="https://fishshell.com/docs/current/cmds/complete.html">complete</a>
 */
final class FishCompletion {
    private final String name;
    private final List<String> lines = new ArrayList<>();

    private FishCompletion(String name) {
        this.name = name;
    }

    /** The script for that command and those below it. */
    static String of(CommandLine all) {
        FishCompletion completion = new FishCompletion(all.getCommandName());
        Map<String, CommandLine> commands = new TreeMap<>(all.getSubcommands());
        completion.lines.add("complete -c " + completion.name + " -f");
        completion.options(all, "__fish_use_subcommand");
        commands.forEach((command, line) -> {
            completion.add(
                    "-n __fish_use_subcommand -a " + command,
                    summary(line.getCommandSpec().usageMessage().description()));
            String seen = "'__fish_seen_subcommand_from " + command + "'";
            completion.options(line, seen);
            completion.positionals(line, seen);
        });
        return String.join("\n", completion.lines) + "\n";
    }

    private void options(CommandLine command, String condition) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            StringBuilder words = new StringBuilder("-n ").append(condition);
            for (String written : option.names()) {
                words.append(written.startsWith("--") ? " -l " + written.substring(2) : " -s " + written.substring(1));
            }
            boolean takesValue = option.arity().max() > 0;
            String choices = choices(option);
            // A value without a list of choices may well be a file.
            words.append(!takesValue ? "" : choices.isEmpty() ? " -r -F" : " -x -a '" + choices + "'");
            add(words.toString(), summary(option.description()));
        }
    }

    private void positionals(CommandLine command, String condition) {
        for (PositionalParamSpec positional : command.getCommandSpec().positionalParameters()) {
            String choices = choices(positional);
            if (!choices.isEmpty()) {
                add("-n " + condition + " -a '" + choices + "'", summary(positional.description()));
            }
        }
    }

    private static String choices(ArgSpec argument) {
        Iterable<String> candidates = argument.completionCandidates();
        return candidates == null ? "" : quoted(String.join(" ", candidates));
    }

    private void add(String words, String description) {
        lines.add("complete -c " + name + " " + words + " -d '" + quoted(description) + "'");
    }

    private static String summary(String... description) {
        return description.length == 0
                ? ""
                : description[0].split("[.;:](\\s|$)", 2)[0].replace("%n", " ").replace("%%", "%");
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }
}
