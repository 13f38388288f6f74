package dev.credence.dev;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Vault's HTTP API: reads a request, checks its token, finds the mount, writes the answer. {@code X-Vault-Request} and
 * {@code X-Vault-Namespace} are taken and ignored. Used on one event loop.
 */
final class VaultHttp {
    private static final String API = "v1";
    private static final String BEARER = "Bearer ";
    /** More than any client sends; the true limit of Vault is 32 MiB. */
    private static final long LARGEST_BODY = 64 * 1024;

    private final TokenBackend tokens;
    private final AzureLogin login;
    private final GoogleIdentity identity;
    private final MetadataService metadata;
    private final MadeUpValues values;
    private final Map<List<String>, Engine> mounts = new LinkedHashMap<>();

    VaultHttp(
            TokenBackend tokens,
            SystemBackend system,
            List<Engine> engines,
            AzureLogin login,
            GoogleIdentity identity,
            MetadataService metadata,
            MadeUpValues values) {
        this.tokens = tokens;
        this.login = login;
        this.identity = identity;
        this.metadata = metadata;
        this.values = values;
        mounts.put(List.of("sys"), system);
        mounts.put(List.of("auth", "token"), tokens);
        engines.forEach(engine -> mounts.put(List.of(engine.type()), engine));
    }

    /** Answers one request. */
    void handle(HttpServerRequest request) {
        Optional<List<String>> path = segments(request.path());
        if (path.filter(MetadataService::serves).isPresent()) {
            metadata.answer(request, path.get());
            return;
        }
        Optional<VaultCall.Operation> operation = operation(request);
        if (path.isEmpty() || operation.isEmpty()) {
            write(request, path.isEmpty() ? VaultAnswer.refused(400) : VaultAnswer.refused(405), "");
            return;
        }
        if (bodyLength(request) > LARGEST_BODY) {
            write(request, VaultAnswer.refused(413, "http: request body too large"), "");
            return;
        }
        // The request ends here whatever happens: a failure of reading means that nobody listens for an answer.
        request.body().onSuccess(body -> answer(request, operation.get(), path.get(), body));
    }

    private void answer(HttpServerRequest request, VaultCall.Operation operation, List<String> path, Buffer body) {
        Optional<JsonObject> parameters = parameters(request, body);
        if (parameters.isEmpty()) {
            write(request, VaultAnswer.refused(400, "error parsing JSON"), "");
        } else if (AzureLogin.serves(path)) {
            write(request, login.answer(new VaultCall(operation, path, parameters.get())), "");
        } else if (GoogleIdentity.serves(path)) {
            write(request, identity.answer(new VaultCall(operation, path, parameters.get()), bearer(request)), "");
        } else if (!path.isEmpty() && path.get(0).equals(API)) {
            dispatch(request, new VaultCall(operation, path.subList(1, path.size()), parameters.get()));
        } else {
            write(request, VaultAnswer.absent(), "");
        }
    }

    private void dispatch(HttpServerRequest request, VaultCall call) {
        for (Map.Entry<List<String>, Engine> mount : mounts.entrySet()) {
            int depth = mount.getKey().size();
            if (call.path().size() >= depth && call.path().subList(0, depth).equals(mount.getKey())) {
                Engine engine = mount.getValue();
                VaultCall inside = call.below(depth);
                boolean open = engine instanceof SystemBackend && SystemBackend.isOpen(inside);
                write(request, open || isAdmitted(request) ? engine.answer(inside) : denied(), engine.type());
                return;
            }
        }
        String route = call.joined();
        VaultAnswer unmounted =
                VaultAnswer.refused(404, "no handler for route \"" + route + "\". route entry not found.");
        write(request, isAdmitted(request) ? unmounted : denied(), "");
    }

    private boolean isAdmitted(HttpServerRequest request) {
        String token = request.getHeader("X-Vault-Token");
        return Optional.ofNullable(token)
                .or(() -> bearer(request))
                .filter(tokens::admits)
                .isPresent();
    }

    private static Optional<String> bearer(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(authorization -> authorization.startsWith(BEARER))
                .map(authorization -> authorization.substring(BEARER.length()));
    }

    private void write(HttpServerRequest request, VaultAnswer answer, String mountType) {
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        response.putHeader("Cache-Control", "no-store");
        if (answer.status() == 204) {
            response.end();
            return;
        }
        Buffer body = answer.rendered(values.uuid(), mountType).toBuffer().appendString("\n");
        response.putHeader("Content-Type", "application/json");
        response.end(body);
    }

    private static VaultAnswer denied() {
        return VaultAnswer.refused(403, "permission denied");
    }

    private static Optional<VaultCall.Operation> operation(HttpServerRequest request) {
        return switch (request.method().name()) {
            // The query form is for clients that cannot send a method of their own.
            case "GET", "HEAD" ->
                Optional.of(
                        "true".equals(request.getParam("list")) ? VaultCall.Operation.LIST : VaultCall.Operation.READ);
            case "LIST" -> Optional.of(VaultCall.Operation.LIST);
            case "PUT", "POST" -> Optional.of(VaultCall.Operation.WRITE);
            case "DELETE" -> Optional.of(VaultCall.Operation.DELETE);
            default -> Optional.empty();
        };
    }

    /** The decoded segments; a slash at the end and doubled ones count for nothing. */
    private static Optional<List<String>> segments(@Nullable String path) {
        if (path == null || !path.startsWith("/")) {
            return Optional.empty();
        }
        try {
            String decoded = URI.create(path.replaceAll("/{2,}", "/")).getPath();
            return Optional.of(Arrays.stream(decoded.split("/", -1))
                    .filter(segment -> !segment.isEmpty())
                    .toList());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The length that the request declares; a body without one is too large for us. */
    private static long bodyLength(HttpServerRequest request) {
        if (request.getHeader("Transfer-Encoding") != null) {
            return Long.MAX_VALUE;
        }
        String length = request.getHeader("Content-Length");
        return length == null ? 0 : Long.parseLong(length);
    }

    private static Optional<JsonObject> parameters(HttpServerRequest request, Buffer body) {
        JsonObject parameters = new JsonObject();
        request.params().forEach((name, value) -> parameters.put(name, value));
        if (body.length() == 0) {
            return Optional.of(parameters);
        }
        try {
            JsonObject given =
                    isForm(request, body) ? form(body.toString(StandardCharsets.UTF_8)) : new JsonObject(body);
            return Optional.of(parameters.mergeIn(given));
        } catch (DecodeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** JSON is JSON also under the type that curl's {@code --data} declares; Vault looks at the body in the same way. */
    private static boolean isForm(HttpServerRequest request, Buffer body) {
        String type = request.getHeader("Content-Type");
        return type != null && type.startsWith("application/x-www-form-urlencoded") && body.getByte(0) != '{';
    }

    private static JsonObject form(String text) {
        JsonObject form = new JsonObject();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                form.put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
