package dev.credence.cli;

import dev.credence.bootstrap.Gateway;
import dev.credence.bootstrap.Platform;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
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
            } finally {
                printing.set(false);
            }
        }
    }

    /** The lines, made now. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("---- state of credence at " + platform.time().instant());
        JsonObject page = within(gateway.state());
        if (page == null) {
            lines.add("the credential service does not answer; what it holds is not shown");
            page = gateway.outline();
        }
        lines.addAll(StatusReport.of(page, platform.time().instant(), Ansi.OFF));
        lines.add("");
        lines.addAll(gateway.pulse());
        lines.add("---- end of state");
        return lines;
    }

    private static <T> @Nullable T within(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException silent) {
            return null;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
