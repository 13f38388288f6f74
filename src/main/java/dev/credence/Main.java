package dev.credence;

import dev.credence.cli.CredenceCommand;
import dev.credence.cli.ProcessStart;
import java.util.Map;
import java.util.OptionalInt;

/** The way in: hands the arguments to the command line. */
public final class Main {
    static {
        // Netty would load the flight recorder's classes for events that nobody has asked for.
        System.setProperty("io.netty.jfr.enabled", System.getProperty("io.netty.jfr.enabled", "false"));
    }

    private Main() {}

    /** Runs the command and leaves with its exit code. */
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        OptionalInt process = ProcessStart.main(arguments, environment);
        System.exit(process.isPresent() ? process.getAsInt() : CredenceCommand.main(arguments, environment));
    }
}
