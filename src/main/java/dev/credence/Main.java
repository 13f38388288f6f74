package dev.credence;

import dev.credence.cli.CredenceCommand;

/** The way in: hands the arguments to the command line. */
public final class Main {
    private Main() {}

    /** Runs the command and leaves with its exit code. */
    public static void main(String[] arguments) {
        System.exit(CredenceCommand.run(arguments, System.getenv()));
    }
}
