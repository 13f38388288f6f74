package dev.credence.cli;

import dev.credence.bootstrap.CannotCreateException;
import dev.credence.bootstrap.CannotListenException;
import dev.credence.config.ConfigurationException;
import dev.credence.config.LogLevel;
import dev.credence.logging.UnusableLogException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line each on standard error, and an exit code. */
final class Failures {
    private Failures() {}

    static int report(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        if (failure instanceof ConfigurationException configuration) {
            configuration.problems().forEach(problem -> print(err, problem.toString()));
            return ExitCode.CONFIGURATION;
        }
        if (failure instanceof UnusableLogException log) {
            log.problems().forEach(problem -> print(err, problem));
            return ExitCode.CANNOT_CREATE;
        }
        if (failure instanceof CannotListenException || failure instanceof CannotCreateException) {
            print(err, String.valueOf(failure.getMessage()));
            return ExitCode.CANNOT_CREATE;
        }
        if (failure instanceof ChildCommand.NoCommandException none) {
            print(err, String.valueOf(none.getMessage()));
            return none.exitCode();
        }
        if (failure instanceof OpsClient.NoGatewayException) {
            print(err, String.valueOf(failure.getMessage()));
            return ExitCode.UNAVAILABLE;
        }
        print(err, failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage());
        if (wantsStackTraces(command)) {
            failure.printStackTrace(err);
        }
        return ExitCode.INTERNAL;
    }

    /** Wrong arguments: what is wrong, what may have been meant, and where to read on. */
    static int reportUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        List<String> meant = wrong instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream().limit(1).toList()
                : List.of();
        String suggestion = meant.isEmpty() ? "" : "; did you mean " + meant.get(0) + "?";
        print(
                command.getErr(),
                wrong.getMessage() + suggestion + "; see \""
                        + command.getCommandSpec().qualifiedName() + " --help\"");
        return ExitCode.USAGE;
    }

    /** Messages of libraries may have several lines. */
    private static void print(PrintWriter err, String message) {
        err.println("credence: "
                + message.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining(" ")));
    }

    private static boolean wantsStackTraces(CommandLine command) {
        CommandLine.ParseResult parsed = command.getParseResult();
        return parsed != null
                && parsed.hasMatchedOption("--log-level")
                && parsed.matchedOptionValue("--log-level", LogLevel.INFO).compareTo(LogLevel.DEBUG) >= 0;
    }
}
