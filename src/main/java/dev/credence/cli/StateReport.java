package dev.credence.cli;

import dev.credence.bootstrap.Gateway;
import dev.credence.bootstrap.Platform;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Help.Ansi;

/**
 * What a running gateway holds and how it is doing, as one block of text for whoever has no other way to ask it than a
 * signal. No part of the gateway waits for it; it waits for parts that do not answer a second each at most. No secret.
 */
final class StateReport {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Platform platform;
    private final Gateway gateway;
    private final AtomicBoolean printing = new AtomicBoolean();

    StateReport(Platform platform, Gateway gateway) {
        this.platform = platform;
        this.gateway = gateway;
    }

    /** Prints it, unless that is under way already. Blocks the calling thread, which is no event loop. */
    void print(PrintWriter out) {
        if (printing.compareAndSet(false, true)) {
            try {
                // In one piece, so that nothing else gets between.
                out.println(String.join(System.lineSeparator(), lines()));
                out.flush();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            } finally {
                printing.set(false);
            }
        }
    }

    /** The lines, made now. */
    List<String> lines() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        lines.add("---- state of credence at " + platform.time().instant());
        Optional<JsonObject> page = Sources.within(PATIENCE, gateway.state());
        if (page.isEmpty()) {
            lines.add("the credential service does not answer; what it holds is not shown");
        }
        lines.addAll(StatusReport.of(
                page.orElseGet(gateway::outline), platform.time().instant(), Ansi.OFF));
        lines.add("");
        Sources.within(PATIENCE.multipliedBy(2), gateway.pulse()).ifPresent(lines::addAll);
        lines.add("---- end of state");
        return lines;
    }
}
