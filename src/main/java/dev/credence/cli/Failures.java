package dev.credence.cli;

import dev.credence.bootstrap.CannotListenException;
import dev.credence.config.ConfigurationException;
import dev.credence.config.LogLevel;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Turns what went wrong into one line each on standard error, and an exit code. */
final class Failures {
    private Failures() {}

    static int report(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        if (failure instanceof ConfigurationException configuration) {
            configuration.problems().forEach(problem -> err.println("credence: " + problem));
            return ExitCode.CONFIGURATION;
        }
        if (failure instanceof CannotListenException taken) {
            err.println("credence: " + taken.getMessage());
            return ExitCode.CANNOT_CREATE;
        }
        err.println("credence: "
                + (failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage()));
        if (wantsStackTraces(command)) {
            failure.printStackTrace(err);
        }
        return ExitCode.INTERNAL;
    }

    private static boolean wantsStackTraces(CommandLine command) {
        CommandLine.ParseResult parsed = command.getParseResult();
        return parsed != null
                && parsed.hasMatchedOption("--log-level")
                && parsed.matchedOptionValue("--log-level", LogLevel.INFO).compareTo(LogLevel.DEBUG) >= 0;
    }
}
