package dev.credence.cli;

import dev.credence.bootstrap.Preparation;
import dev.credence.config.DurationText;
import dev.credence.config.LogLevel;
import dev.credence.logging.Logging;
import dev.credence.telemetry.BuildInfo;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
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
    /** In the order in which help lists them. */
    private static final Map<String, Class<?>> COMMANDS = commands();

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
        Supplier<Preparation> preparation = arguments.length > 0 && COMMANDS.get(arguments[0]) == ServeCommand.class
                ? new EarlyPreparation()
                : Preparation::make;
        return run(
                arguments,
                new CommandFactory(environment, preparation),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    static int run(String[] arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return run(arguments, new CommandFactory(environment), out, err);
    }

    private static int run(String[] arguments, CommandFactory factory, PrintWriter out, PrintWriter err) {
        CommandLine line = line(arguments, factory);
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Duration.class, CredenceCommand::duration);
        line.setParameterExceptionHandler(Failures::reportUsage);
        line.setExecutionExceptionHandler((failure, command, parsed) -> Failures.report(failure, command));
        return line.execute(arguments);
    }

    /** All commands are looked at only by those that list them: that takes longer than to run one. */
    private static CommandLine line(String[] arguments, CommandFactory factory) {
        Class<?> named = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        return named == null || named == HelpCommand.class || named == CompletionCommand.class
                ? complete(factory)
                : new CommandLine(new CredenceCommand(), factory)
                        .addSubcommand(arguments[0], new CommandLine(named, factory));
    }

    /** With every command there is. */
    static CommandLine complete(CommandFactory factory) {
        CommandLine line = new CommandLine(new CredenceCommand(), factory);
        COMMANDS.forEach((name, type) -> line.addSubcommand(name, new CommandLine(type, factory)));
        return line;
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("serve", ServeCommand.class);
        commands.put("check", CheckCommand.class);
        commands.put("doctor", DoctorCommand.class);
        commands.put("status", StatusCommand.class);
        commands.put("env", EnvCommand.class);
        commands.put("exec", ExecCommand.class);
        commands.put("process", ProcessCommand.class);
        commands.put("import", ImportCommand.class);
        commands.put("completion", CompletionCommand.class);
        commands.put("help", HelpCommand.class);
        commands.put("train", TrainCommand.class);
        return commands;
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
