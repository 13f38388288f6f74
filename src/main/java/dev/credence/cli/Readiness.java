package dev.credence.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Whether the gateway at an ops listener is ready, asked with a connection of its own each time: where two processes listen
 * at one address, a connection that is kept would always reach the same. Blocks: for commands.
 *
 * @param readyz the page
 * @param pid of the process that is to answer; any if empty
 */
record Readiness(URI readyz, OptionalLong pid) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 16 << 20;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    /** Why it is not ready, in one line; empty if it is. */
    Optional<String> objection() {
        try {
            if (!(readyz.toURL().openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection http)) {
                return Optional.of(readyz + " is no address of an ops listener");
            }
            try {
                return judge(http);
            } finally {
                http.disconnect();
            }
        } catch (IOException unreachable) {
            return Optional.of("no gateway answers at " + readyz + " (" + reason(unreachable) + ")");
        }
    }

    /**
     * Whether it will never be ready, because the process is not there any more. Where the processes of others are hidden
     * from us (procfs with hidepid) nobody can tell, so it is not said.
     */
    boolean hasEnded() {
        return pid.isPresent() && isThere(1) && !isThere(pid.getAsLong());
    }

    private static boolean isThere(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private Optional<String> judge(HttpURLConnection http) throws IOException {
        patience(http);
        http.setRequestProperty("Connection", "close");
        int status = http.getResponseCode();
        JsonObject page = page(status < 400 ? http.getInputStream() : http.getErrorStream());
        if (!(page.getValue("ready") instanceof Boolean) || (status != OK && status != UNAVAILABLE)) {
            return Optional.of(readyz + " answered with status " + status + ", so it is not an ops listener");
        }
        if (pid.isPresent() && !Long.valueOf(pid.getAsLong()).equals(page.getLong("pid"))) {
            return Optional.of("another process answers at " + readyz + ", not " + pid.getAsLong());
        }
        return status == OK ? Optional.empty() : Optional.of("not ready: " + why(page));
    }

    private static void patience(URLConnection connection) {
        connection.setConnectTimeout((int) TIMEOUT.toMillis());
        connection.setReadTimeout((int) TIMEOUT.toMillis());
    }

    private static String why(JsonObject page) {
        if (Boolean.TRUE.equals(page.getValue("stopping"))) {
            return "it is stopping";
        }
        if (!(page.getValue("credentials") instanceof JsonArray credentials)) {
            return String.valueOf(page.getValue("error"));
        }
        String open = credentials.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .filter(each -> !isReady(String.valueOf(each.getValue("state"))))
                .map(each -> each.getValue("name") + " is " + each.getValue("state"))
                .collect(Collectors.joining(", "));
        return open.replaceAll("\\p{Cntrl}+", " ");
    }

    /** As docs/operations.md has it. */
    private static boolean isReady(String state) {
        return state.equals("fresh") || state.equals("stale") || state.equals("idle");
    }

    private static JsonObject page(InputStream body) throws IOException {
        if (body == null) {
            return new JsonObject();
        }
        try (body) {
            return new JsonObject(new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (DecodeException | ClassCastException foreign) {
            return new JsonObject();
        }
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
