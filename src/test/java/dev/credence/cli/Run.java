package dev.credence.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.credence.testing.FakeVault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command said that was run in this process.
 *
 * @param exitCode it would leave with
 */
record Run(int exitCode, String out, String err) {

    /** With an environment that leaves nothing to be warned of. */
    static Run of(String... arguments) {
        return with("VAULT_ADDR", "http://127.0.0.1:8200", arguments);
    }

    /** With one more variable in the environment. */
    static Run with(String name, String value, String... arguments) {
        Map<String, String> environment = Map.of("VAULT_TOKEN", FakeVault.TOKEN, name, value);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try {
            int exitCode =
                    CredenceCommand.run(arguments, environment, new PrintWriter(out, true), new PrintWriter(err, true));
            return new Run(exitCode, out.toString(), err.toString());
        } finally {
            logAgain();
        }
    }

    /** Commands set the level of the process; the tests after this one are to be heard. */
    private static void logAgain() {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        loggers.getLogger("dev.credence").setLevel(Level.TRACE);
        loggers.getLogger("credence").setLevel(Level.TRACE);
    }

    List<String> errors() {
        return err.lines().toList();
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
