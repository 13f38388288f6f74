package dev.credence.cli;

import dev.credence.bootstrap.DevMode;
import dev.credence.bootstrap.Gateway;
import dev.credence.bootstrap.Platform;
import dev.credence.bootstrap.Preparation;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.config.LoadedConfiguration;
import dev.credence.logging.Logging;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serve}: the gateway, until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the gateway.",
        footer = {
            "",
            "Examples:",
            "  java -jar credence.jar serve --dev",
            "  java -jar credence.jar serve -c /etc/credence",
        })
final class ServeCommand implements Callable<Integer> {
    /** The forms whose variables hold no secret. */
    private static final List<EnvironmentForm> ANNOUNCED =
            List.of(EnvironmentForm.AWS, EnvironmentForm.AWS_CONTAINER, EnvironmentForm.GCP, EnvironmentForm.AZURE);

    private static final Logger LOG = LoggerFactory.getLogger("credence.serve");
    static final int DEFAULT_PORT = 8169;
    private static final Duration WATCH_PERIOD = Duration.ofSeconds(5);
    private static final Duration START_LOOK = Duration.ofMillis(200);
    private static final int LARGEST_PORT = 65_535;

    @Mixin
    private Sources sources = new Sources();

    @ParentCommand
    private CredenceCommand parent = new CredenceCommand();

    @Option(
            names = "--dev",
            description = "with a development back end in this process and made-up credentials; needs nothing else")
    private boolean dev;

    @Option(
            names = "--dev-ttl",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "life of what the development back end issues, such as 30s; 1h unless given")
    private Duration devTtl = Duration.ofHours(1);

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8169",
            description = "with --dev: port of the listener, 0 for a free one; 8169 unless given")
    private int port;

    @Option(
            names = "--ops-port",
            paramLabel = "PORT",
            defaultValue = "8170",
            description = "with --dev: port of the ops listener, 0 for a free one; 8170 unless given")
    private int opsPort;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;
    private final Supplier<Preparation> preparation;

    ServeCommand(Map<String, String> environment, Supplier<Preparation> preparation) {
        this.environment = environment;
        this.preparation = preparation;
    }

    /** The folder for temporary files. */
    static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Override
    public Integer call() throws InterruptedException {
        checkArguments();
        Logging.apply(parent.logLevel());
        Termination termination = Termination.install();
        termination.endAtOnceIfToldAgain();
        SignalAction hangUp = SignalAction.on("HUP");
        SignalAction tell = SignalAction.on("USR1");
        int exitCode = ExitCode.INTERNAL;
        try {
            exitCode = serve(termination, hangUp, tell);
        } finally {
            Logging.close();
            termination.finished(exitCode);
        }
        return exitCode;
    }

    private int serve(Termination termination, SignalAction hangUp, SignalAction tell) throws InterruptedException {
        Preparation prepared = preparation.get();
        Platform platform = prepared.platform();
        Optional<DevMode> development = Optional.empty();
        try {
            development = dev ? Optional.of(startDev(platform)) : Optional.empty();
            ConfigurationLoader loader = loader(
                    platform,
                    development.map(DevMode::configuration).map(List::of).orElse(sources.paths()));
            Configuration configuration = load(loader, platform);
            termination.allow(configuration.shutdownDelay().plus(configuration.shutdownGrace()));
            Optional<Gateway> started = started(termination, Gateway.start(prepared, configuration));
            if (started.isEmpty()) {
                LOG.info("told to stop before it served");
                return ExitCode.OK;
            }
            Gateway gateway = started.get();
            loader.watch(WATCH_PERIOD, changed -> reload(gateway, changed), gateway::reject);
            hangUp.handle(loader::reload);
            StateReport state = new StateReport(platform, gateway);
            tell.handle(() -> state.print(spec.commandLine().getErr()));
            development.ifPresent(mode -> announceDev(gateway, configuration, mode));
            announce(gateway, configuration);
            platform.observeProcess();
            termination.await();
            LOG.info("stopping");
            Sources.result(loader.close());
            Sources.result(gateway.stop());
            LOG.info("stopped");
            return ExitCode.OK;
        } finally {
            Sources.result(platform.close());
            development.ifPresent(DevMode::close);
        }
    }

    /** Empty if the process is told to end before: it may wait until another gateway is gone. */
    private static Optional<Gateway> started(Termination termination, Future<Gateway> starting)
            throws InterruptedException {
        while (!termination.await(Duration.ZERO)) {
            Optional<Gateway> gateway = Sources.within(START_LOOK, starting);
            if (gateway.isPresent() || starting.isComplete()) {
                return Optional.of(Sources.result(starting));
            }
        }
        return Optional.empty();
    }

    private static void announce(Gateway gateway, Configuration configuration) {
        LOG.atInfo()
                .addKeyValue("ops", gateway.ops())
                .addKeyValue("credentials", configuration.credentials().size())
                .addKeyValue("instance", gateway.instance())
                .addKeyValue("pid", ProcessHandle.current().pid())
                .log("credence serves");
    }

    private void checkArguments() {
        if (dev && !sources.paths().isEmpty()) {
            throw usage("--dev makes its own configuration: leave out -c or --dev");
        }
        CommandLine.ParseResult given = spec.commandLine().getParseResult();
        for (String option : List.of("--port", "--ops-port", "--dev-ttl")) {
            if (!dev && given.hasMatchedOption(option)) {
                throw usage(option + " goes with --dev; otherwise the configuration says it");
            }
        }
        if (port < 0 || port > LARGEST_PORT || opsPort < 0 || opsPort > LARGEST_PORT) {
            throw usage("a port is a number from 0 to " + LARGEST_PORT);
        }
        if (devTtl.toSeconds() < 1) {
            throw usage("--dev-ttl is at least 1s");
        }
    }

    private DevMode startDev(Platform platform) {
        return Sources.result(DevMode.start(platform, new DevMode.Options(port, opsPort, devTtl), temporary()));
    }

    private ConfigurationLoader loader(Platform platform, List<Path> paths) {
        Map<String, String> overrides = spec.commandLine().getParseResult().hasMatchedOption("--log-level")
                ? Map.of("log.level", parent.logLevel().name().toLowerCase(Locale.ROOT))
                : Map.of();
        return new ConfigurationLoader(platform.vertx(), paths, environment, overrides);
    }

    private static Configuration load(ConfigurationLoader loader, Platform platform) {
        LoadedConfiguration loaded = Sources.result(loader.load());
        Logging.open(loaded.configuration().log(), platform.registry());
        warn(loaded);
        return loaded.configuration();
    }

    private static Future<Void> reload(Gateway gateway, LoadedConfiguration changed) {
        warn(changed);
        return gateway.reload(changed.configuration());
    }

    private static void warn(LoadedConfiguration loaded) {
        loaded.warnings()
                .forEach(warning -> LOG.atWarn().addKeyValue("problem", warning).log("configuration"));
    }

    private void announceDev(Gateway gateway, Configuration configuration, DevMode development) {
        Path file = development.configuration();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Credence with a development back end; its credentials are made up.");
        out.println("  workloads  http://" + gateway.listeners().get(0));
        out.println("  operators  http://" + gateway.ops() + "/status");
        out.println("  settings   " + file);
        out.println("  upstream   http://" + development.backEnd() + ", for a back end of type ims in another gateway");
        String found = port == DEFAULT_PORT ? "" : " -c " + file;
        for (EnvironmentForm form : ANNOUNCED) {
            out.println("What \"credence env " + form.label() + found + "\" prints:");
            print(out, WorkloadEnvironment.of(form, configuration));
        }
        String secret = EnvironmentForm.AZURE_APP_SERVICE.label();
        out.println("\"credence env " + secret + found + "\" prints a secret too, so it is not shown here.");
    }

    private static void print(PrintWriter out, Map<String, String> variables) {
        variables.forEach((name, value) -> out.println(ShellFormat.SH.line(name, value)));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
