package dev.credence.node;

import dev.credence.config.NodeConfig;
import dev.credence.source.NoAnswer;
import dev.credence.source.UpstreamHttp;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * One node of the Kubernetes API ({@code /api/v1/nodes/NAME}): its taints, read and replaced. Belongs to the context
 * that created it.
 */
final class NodeApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;
    /** What the server says to a patch whose test does not hold, and to one that came second. */
    private static final int UNPROCESSABLE = 422;

    private static final int CONFLICT = 409;
    private static final String NO_NODE = "the API server's answer is no node";
    private static final int MOST_WORDS = 300;

    private final Vertx vertx;
    private final NodeConfig config;
    private final UpstreamHttp http;

    NodeApi(Vertx vertx, NodeConfig config) {
        this.vertx = vertx;
        this.config = config;
        WebClientOptions options = UpstreamHttp.options(TIMEOUT);
        config.caCertificate()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        this.http = new UpstreamHttp(vertx, options);
    }

    /** The request did not do what it should; the message says why, and what to do where that is known. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message, null, false, false);
        }
    }

    /** The taints of the node, as they are written; empty if there are none. Fails with {@link Failed}. */
    Future<JsonArray> taints() {
        return send(HttpMethod.GET, Optional.empty()).compose(answer -> {
            if (answer.statusCode() != 200) {
                return failed("get", answer);
            }
            try {
                JsonObject node = answer.bodyAsJsonObject();
                if (!"Node".equals(node.getString("kind"))) {
                    return Future.failedFuture(new Failed(NO_NODE));
                }
                JsonObject spec = node.getJsonObject("spec", new JsonObject());
                return Future.succeededFuture(spec.getJsonArray("taints", new JsonArray()));
            } catch (DecodeException | ClassCastException | NullPointerException unreadable) {
                return Future.failedFuture(new Failed(NO_NODE));
            }
        });
    }

    /**
     * Replaces the taints, provided that they still are what was read: others write them too.
     *
     * @return empty if that was done, else the server's objection: what was read does not hold any more, or, which has the
     *     same status, an admission policy forbids the change; fails with {@link Failed}
     */
    Future<Optional<String>> replace(JsonArray read, JsonArray wanted) {
        JsonArray patch = new JsonArray().add(operation("test", read)).add(operation("replace", wanted));
        return send(HttpMethod.PATCH, Optional.of(patch.toBuffer())).compose(answer -> {
            if (answer.statusCode() == CONFLICT || answer.statusCode() == UNPROCESSABLE) {
                return Future.succeededFuture(Optional.of(answer.statusCode() + words(answer)));
            }
            return answer.statusCode() == 200 ? Future.succeededFuture(Optional.empty()) : failed("patch", answer);
        });
    }

    void close() {
        http.close();
    }

    /** RFC 6902. */
    private static JsonObject operation(String name, JsonArray taints) {
        return new JsonObject().put("op", name).put("path", "/spec/taints").put("value", taints);
    }

    private Future<HttpResponse<Buffer>> send(HttpMethod method, Optional<Buffer> body) {
        return vertx.fileSystem()
                .readFile(config.tokenFile().toString())
                .recover(unreadable -> Future.failedFuture(
                        new Failed("the service account's token cannot be read: " + NoAnswer.words(unreadable))))
                .compose(token -> http.exchange(
                                request(method, Secret.of(token.toString().strip())), body, TIMEOUT)
                        .recover(failure -> Future.failedFuture(new Failed(noAnswer(failure)))));
    }

    private HttpRequest<Buffer> request(HttpMethod method, Secret token) {
        HttpRequest<Buffer> request = http.request(method, config.apiServer() + "/api/v1/nodes/" + config.name())
                .putHeader(HttpHeaders.ACCEPT.toString(), "application/json")
                .putHeader(HttpHeaders.AUTHORIZATION.toString(), "Bearer " + token.reveal());
        return method.equals(HttpMethod.PATCH)
                ? request.putHeader(HttpHeaders.CONTENT_TYPE.toString(), "application/json-patch+json")
                : request;
    }

    private String noAnswer(Throwable failure) {
        return "no answer from the API server at " + config.apiServer() + ": " + NoAnswer.words(failure);
    }

    private <T> Future<T> failed(String verb, HttpResponse<Buffer> answer) {
        String message =
                switch (answer.statusCode()) {
                    case 401 -> "the API server does not accept the service account's token";
                    case 403 ->
                        "the service account may not " + verb + " nodes: give it a ClusterRole with get and patch"
                                + words(answer);
                    case NOT_FOUND -> "there is no node " + config.name() + ": set node.name from spec.nodeName";
                    default -> "the API server answered " + answer.statusCode() + words(answer);
                };
        return Future.failedFuture(new Failed(message));
    }

    /** What the server says in its {@code Status} object, in one line and in brackets; empty if it says nothing. */
    private static String words(HttpResponse<Buffer> answer) {
        try {
            String message = answer.bodyAsJsonObject().getString("message", "").replaceAll("\\p{Cntrl}+", " ");
            String said = message.length() > MOST_WORDS ? message.substring(0, MOST_WORDS) + "..." : message;
            return said.isEmpty() ? "" : " (" + said + ")";
        } catch (DecodeException | ClassCastException | NullPointerException wordless) {
            return "";
        }
    }
}
