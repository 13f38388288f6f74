package dev.credence.cli;

import dev.credence.credential.TimeSource;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code status}: what a running gateway holds. */
@Command(
        name = "status",
        description = "Shows what a running gateway holds: credentials, their state and end, and the back ends.",
        footer = {
            "",
            "Examples:",
            "  java -jar credence.jar status",
            "  java -jar credence.jar status --ops http://127.0.0.1:8170 --watch",
            "  java -jar credence.jar status --json",
            "  java -jar credence.jar status --ready --wait 30s"
        })
final class StatusCommand implements Callable<Integer> {
    private static final String DEFAULT_OPS = "http://127.0.0.1:8170";
    /** Moves the cursor to the corner and clears the screen (ECMA-48). */
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration READINESS_PERIOD = Duration.ofMillis(200);

    @Option(
            names = "--ops",
            paramLabel = "URL",
            description =
                    "the gateway's ops listener; " + DEFAULT_OPS + ", or what CREDENCE_OPS_ADDRESS says, unless given")
    private @Nullable String ops;

    @Option(names = "--json", description = "print the page as the gateway gives it; with --watch one line each time")
    private boolean json;

    @Option(names = "--watch", description = "again every two seconds, until it is interrupted")
    private boolean watch;

    @Option(names = "--ready", description = "only whether it is ready: exit code 0, or 69 and the reason in one line")
    private boolean ready;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "with --ready: wait for it so long, such as 30s")
    private Duration patience = Duration.ZERO;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "with --ready: only what the process of that number says, where two listen at one address")
    private @Nullable Long pid;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    StatusCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        checkArguments();
        OpsClient client = client();
        PrintWriter out = spec.commandLine().getOut();
        if (ready) {
            return whenReady(new Readiness(client.readyz(), pid == null ? OptionalLong.empty() : OptionalLong.of(pid)));
        }
        if (!watch) {
            print(out, client.status());
            return ExitCode.OK;
        }
        return watch(out, client);
    }

    private int whenReady(Readiness readiness) throws InterruptedException {
        TimeSource time = TimeSource.system();
        long end = time.nanoTime() + patience.toNanos();
        Termination termination = Termination.install();
        int exitCode = ExitCode.UNAVAILABLE;
        try {
            Optional<String> objection = readiness.objection();
            while (objection.isPresent()
                    && !readiness.hasEnded()
                    && time.nanoTime() < end
                    && !termination.await(READINESS_PERIOD)) {
                objection = readiness.objection();
            }
            if (objection.isPresent() && readiness.hasEnded()) {
                throw new OpsClient.NoGatewayException("process " + pid + " has ended; its log says why");
            }
            if (objection.isPresent()) {
                throw new OpsClient.NoGatewayException(objection.get());
            }
            exitCode = ExitCode.OK;
        } finally {
            termination.finished(exitCode);
        }
        return exitCode;
    }

    private void checkArguments() {
        CommandLine.ParseResult given = spec.commandLine().getParseResult();
        if (!ready && (given.hasMatchedOption("--wait") || given.hasMatchedOption("--pid"))) {
            throw new ParameterException(spec.commandLine(), "--wait and --pid go with --ready");
        }
        if (ready && (json || watch)) {
            throw new ParameterException(spec.commandLine(), "--ready goes with neither --json nor --watch");
        }
    }

    private int watch(PrintWriter out, OpsClient client) throws InterruptedException {
        Termination termination = Termination.install();
        int exitCode = ExitCode.INTERNAL;
        try {
            do {
                again(out, client);
                // Nobody reads on where a pipe was closed.
            } while (!out.checkError() && !termination.await(PERIOD));
            exitCode = ExitCode.OK;
        } finally {
            termination.finished(exitCode);
        }
        return exitCode;
    }

    private void again(PrintWriter out, OpsClient client) throws InterruptedException {
        Ansi colours = Colours.of(environment);
        if (!json) {
            out.print(colours.enabled() ? CLEAR : "\n");
        }
        try {
            print(out, client.status());
        } catch (OpsClient.NoGatewayException gone) {
            // It may be about to come back, which is what one watches for.
            String message = String.valueOf(gone.getMessage());
            out.println(
                    json
                            ? new JsonObject().put("error", message).encode()
                            : colours.text("@|red gone|@") + ": " + message);
        }
        out.flush();
    }

    private void print(PrintWriter out, JsonObject page) {
        if (json) {
            out.println(watch ? page.encode() : page.encodePrettily());
        } else {
            List<String> lines = StatusReport.of(page, TimeSource.system().instant(), Colours.of(environment));
            lines.forEach(out::println);
        }
    }

    private OpsClient client() {
        String configured = environment.getOrDefault("CREDENCE_OPS_ADDRESS", "");
        String address = ops != null ? ops : configured.isEmpty() ? DEFAULT_OPS : configured;
        try {
            return OpsClient.at(address);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--ops: \"" + address + "\" " + wrong.getMessage());
        }
    }
}
