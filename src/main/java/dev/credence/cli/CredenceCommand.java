package dev.credence.cli;

import dev.credence.bootstrap.Logging;
import dev.credence.config.DurationText;
import dev.credence.config.LogLevel;
import dev.credence.telemetry.BuildInfo;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code credence}: finds the command and runs it. */
@Command(
        name = "credence",
        description =
                "Gives cloud SDKs short-lived credentials from Vault, at the metadata endpoints they already know.",
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            DoctorCommand.class,
            StatusCommand.class,
            EnvCommand.class,
            ExecCommand.class,
            ProcessCommand.class,
            ImportCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = CredenceCommand.Version.class,
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.INTERNAL,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ok",
            "64:wrong arguments",
            "69:a back end is not available",
            "70:internal error",
            "73:an address cannot be listened on, or a file not be created",
            "77:a back end refuses",
            "78:the configuration cannot be used"
        },
        footer = {"", "Examples:", "  java -jar credence.jar serve --dev", "  java -jar credence.jar help serve"})
public final class CredenceCommand implements Runnable {
    @CommandLine.Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            scope = CommandLine.ScopeType.INHERIT,
            description = "error, warn, info, debug or trace; stack traces from debug on")
    private LogLevel logLevel = LogLevel.INFO;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Runs the command that the arguments name and returns its exit code.
     *
     * @param environment of the process, by name
     */
    public static int main(String[] arguments, Map<String, String> environment) {
        Logging.install();
        return run(
                arguments,
                environment,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    static int run(String[] arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new CredenceCommand(), new CommandFactory(environment));
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Duration.class, CredenceCommand::duration);
        line.setParameterExceptionHandler(Failures::reportUsage);
        line.setExecutionExceptionHandler((failure, command, parsed) -> Failures.report(failure, command));
        return line.execute(arguments);
    }

    private static Duration duration(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.TypeConversionException("'" + text + "' " + wrong.getMessage());
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: serve, process, check, doctor, status, env or exec");
    }

    /** How much is logged; said before or behind the command. */
    LogLevel logLevel() {
        return logLevel;
    }

    /** {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"credence " + BuildInfo.version()};
        }
    }
}
