package dev.credence.dev;

import dev.credence.telemetry.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A development backend on a free port with a clock that the test moves, and a client that is no part of Credence. */
final class RunningDevVault implements BeforeEachCallback, AfterEachCallback {
    static final String TOKEN = "dev-only-token";
    static final Duration TTL = Duration.ofMinutes(15);
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private Vertx vertx;
    private DevVault vault;
    private int port;

    /** An answer, parsed. */
    record Answer(int status, String text, HttpResponse<String> raw) {
        JsonObject json() {
            return new JsonObject(text);
        }

        JsonObject data() {
            return json().getJsonObject("data");
        }

        String error() {
            JsonArray errors = json().getJsonArray("errors");
            return errors.isEmpty() ? "" : errors.getString(0);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        vertx = Vertx.vertx();
        vault = new DevVault(vertx, Secret.of(TOKEN), TTL, now::get, new SplittableRandom(42));
        port = vault.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        vault.stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    void advance(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    Answer get(String path) {
        return send(request("/v1/" + path).header("X-Vault-Token", TOKEN).GET());
    }

    Answer list(String path) {
        return send(request("/v1/" + path)
                .header("X-Vault-Token", TOKEN)
                .method("LIST", HttpRequest.BodyPublishers.noBody()));
    }

    Answer put(String path, JsonObject body) {
        return send(request("/v1/" + path)
                .header("X-Vault-Token", TOKEN)
                .PUT(HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
