package dev.credence;

import dev.credence.cli.CredenceCommand;

/** The way in: hands the arguments to the command line. */
public final class Main {
    static {
        // Netty would load the flight recorder's classes for events that nobody has asked for.
        System.setProperty("io.netty.jfr.enabled", System.getProperty("io.netty.jfr.enabled", "false"));
    }

    private Main() {}

    /** Runs the command and leaves with its exit code. */
    public static void main(String[] arguments) {
        System.exit(CredenceCommand.main(arguments, System.getenv()));
    }
}
