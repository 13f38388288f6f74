package dev.credence.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the ops listener of a running gateway. Blocks: for commands, which have a thread of their own. */
final class OpsClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** A page of a thousand keys has some 300 KiB; what is longer was not written by a gateway. */
    private static final int MOST_BYTES = 16 << 20;

    private static final int OK = 200;

    private final URI root;
    private final URI status;
    private final HttpClient http;

    private OpsClient(URI root) {
        this.root = root;
        this.status = URI.create(root + "/status");
        // Operators have variables for proxies to the world; a gateway is on this node or close by.
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    /** No gateway could be asked; the message says why and what to do. */
    static final class NoGatewayException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoGatewayException(String message) {
            super(message);
        }
    }

    /**
     * For the gateway at that address.
     *
     * @param address {@code http://host:port} or {@code host:port}
     * @throws IllegalArgumentException if it is no such address; the message goes on after the value
     */
    static OpsClient at(String address) {
        String written = address.contains("://") ? address : "http://" + address;
        try {
            URI uri = new URI(written.replaceFirst("/+$", ""));
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!isHttp || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException("is no address; write one like http://127.0.0.1:8170");
            }
            return new OpsClient(uri);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("is no address; write one like http://127.0.0.1:8170", malformed);
        }
    }

    /** The page {@code /readyz}. */
    URI readyz() {
        return URI.create(root + "/readyz");
    }

    /**
     * The page {@code /status}.
     *
     * @throws NoGatewayException if there is none
     */
    JsonObject status() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(status).timeout(TIMEOUT).build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                String text = new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                if (response.statusCode() != OK) {
                    throw foreign("with status " + response.statusCode());
                }
                return page(text);
            }
        } catch (IOException unreachable) {
            throw new NoGatewayException("no gateway answers at " + status + " (" + reason(unreachable)
                    + "); start one, or name its ops listener with --ops");
        }
    }

    private JsonObject page(String text) {
        try {
            JsonObject page = new JsonObject(text);
            if (page.getValue("version") instanceof String && page.getJsonArray("credentials") != null) {
                return page;
            }
            throw foreign("without what a gateway tells");
        } catch (DecodeException | ClassCastException foreign) {
            throw foreign("with something that is no JSON");
        }
    }

    private NoGatewayException foreign(String how) {
        return new NoGatewayException(status + " answered " + how
                + ", so it is not an ops listener that works; see --ops and the gateway's log");
    }

    private static String reason(IOException failure) {
        if (failure instanceof ConnectException && failure.getMessage() == null) {
            return "connection refused";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
