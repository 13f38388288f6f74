package dev.credence.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A command in a process of its own, which has our terminal, input and output.
 *
 * @param without variables that it must not inherit
 * @param with variables that it gets
 */
record ChildCommand(List<String> command, Set<String> without, Map<String, String> with) {
    /** A process that is told to end may take its time; whoever told us has a patience of his own. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** The command cannot be run; the message says why. */
    static final class NoCommandException extends RuntimeException {
        private static final long serialVersionUID = 1;
        /** What shells leave with (POSIX, Shell Command Language 2.8.2). */
        private static final int NOT_FOUND = 127;

        private static final int NOT_EXECUTABLE = 126;

        private final int exitCode;

        private NoCommandException(String name, IOException cause) {
            super("cannot run " + name + ": " + reason(cause), cause);
            this.exitCode = isMissing(cause) ? NOT_FOUND : NOT_EXECUTABLE;
        }

        int exitCode() {
            return exitCode;
        }

        private static String reason(IOException cause) {
            return isMissing(cause) ? "there is no such command" : "it is not executable, or not for this machine";
        }

        private static boolean isMissing(IOException cause) {
            return String.valueOf(cause.getMessage()).contains("error=2,");
        }
    }

    /**
     * Runs it to its end. A signal that tells us to end (SIGTERM, SIGHUP) is passed on to it; one from the keyboard it
     * gets from the terminal itself, and may think differently of.
     *
     * @return its exit code; 128 and the number of the signal that ended it
     * @throws NoCommandException if there is no such command
     */
    int run() throws InterruptedException {
        Signals.handle("INT", () -> {});
        Termination termination = Termination.install();
        int exitCode = ExitCode.INTERNAL;
        try {
            termination.allow(PATIENCE);
            Process process = start();
            termination.whenRequested(process::destroy);
            exitCode = process.waitFor();
        } finally {
            termination.finished(exitCode);
        }
        return exitCode;
    }

    private Process start() {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().keySet().removeAll(without);
        builder.environment().putAll(with);
        try {
            return builder.start();
        } catch (IOException impossible) {
            throw new NoCommandException(command.get(0), impossible);
        }
    }
}
