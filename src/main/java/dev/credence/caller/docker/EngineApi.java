package dev.credence.caller.docker;

import dev.credence.caller.Container;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked of an engine. Every failure is an {@link EngineTrouble}. Belongs to one context.
 *
 * <p>Engines refuse versions that are older than they like (1.44 since Docker 29) or newer than they know, and requests
 * without one are deprecated, so the engine is asked which it takes ({@code GET /version}, as its own clients do).
 */
final class EngineApi {
    /** The newest whose answers are known. */
    private static final Version NEWEST = new Version(1, 54);

    /** It becomes part of a path. */
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z]{1,128}");

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final EngineHttp http;
    private final EngineMeters meters;
    private final Duration patience;
    private String version = "";

    private record Version(int major, int minor) implements Comparable<Version> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

        static Optional<Version> of(String text) {
            Matcher matcher = FORM.matcher(text);
            return matcher.matches()
                    ? Optional.of(new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                    : Optional.empty();
        }

        @Override
        public int compareTo(Version other) {
            return major == other.major ? Integer.compare(minor, other.minor) : Integer.compare(major, other.major);
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /**
     * @param patience for one answer
     */
    EngineApi(EngineHttp http, EngineMeters meters, Duration patience) {
        this.http = http;
        this.meters = meters;
        this.patience = patience;
    }

    /** The version that is spoken; empty before the first answer. */
    String version() {
        return version;
    }

    /** Asks which version the engine takes; what is asked later is asked in that one. */
    Future<String> negotiate() {
        return counted("version", http.get("/version", patience)).map(answer -> {
            if (answer.status() != OK) {
                throw answer.trouble();
            }
            JsonObject told = answer.object();
            Version newest = Version.of(Json.text(told, "ApiVersion"))
                    .orElseThrow(() -> EngineTrouble.nonsense("the answer does not tell a version of Docker's API"));
            Version spoken = newest.compareTo(NEWEST) > 0 ? NEWEST : newest;
            // One that has left ours behind is spoken to in its oldest.
            version = Version.of(Json.text(told, "MinAPIVersion"))
                    .filter(oldest -> oldest.compareTo(spoken) > 0)
                    .orElse(spoken)
                    .toString();
            return version;
        });
    }

    /** All that run. */
    Future<List<Listed>> list() {
        List<Listed> listed = new ArrayList<>();
        return versioned(prefix -> counted(
                        "list",
                        new EngineCall(http.get(prefix + "/containers/json"), patience.multipliedBy(4))
                                .objects(item -> {
                                    if (listed.size() < Inventory.MOST) {
                                        listed.add(Json.listed(item)
                                                .orElseThrow(() ->
                                                        EngineTrouble.nonsense("the list is not one of containers")));
                                    }
                                })))
                .map(answer -> {
                    if (answer.status() != OK) {
                        throw answer.trouble();
                    }
                    return List.copyOf(listed);
                });
    }

    /** One of them; empty if it does not run, or is not there any more. */
    Future<Optional<Container>> inspect(String id) {
        if (!ID.matcher(id).matches()) {
            return Future.failedFuture(EngineTrouble.nonsense("the engine has a container with a strange id"));
        }
        return versioned(prefix -> insisted(prefix + "/containers/" + id + "/json"))
                .map(answer -> {
                    if (answer.status() == NOT_FOUND) {
                        return Optional.<Container>empty();
                    }
                    if (answer.status() != OK) {
                        throw answer.trouble();
                    }
                    return Json.container(answer.object()).map(container -> {
                        if (!container.id().equals(id)) {
                            throw EngineTrouble.nonsense("the answer is about another container");
                        }
                        return container;
                    });
                });
    }

    /** Which addresses it gives to containers; any, if it may not be asked. */
    Future<NetworkRange> networks() {
        return versioned(prefix -> counted("networks", http.get(prefix + "/networks", patience)))
                .map(answer -> {
                    if (answer.status() == UNAUTHORIZED || answer.status() == FORBIDDEN) {
                        return NetworkRange.unknown();
                    }
                    if (answer.status() != OK) {
                        throw answer.trouble();
                    }
                    NetworkRange all = NetworkRange.none();
                    for (Object network : array(answer.body())) {
                        if (network instanceof JsonObject described) {
                            all = all.and(Json.network(described));
                        }
                    }
                    return all;
                });
    }

    /** The request for its events, which end with the engine, or with the connection. */
    Future<HttpClientRequest> events() {
        return versioned(prefix -> http.get(prefix + "/events"));
    }

    void close() {
        http.close();
    }

    /** Once more if the connection broke: an engine that is busy lets some go. */
    private Future<EngineAnswer> insisted(String target) {
        return counted("inspect", http.get(target, patience))
                .recover(cause -> EngineTrouble.of(cause).kind() == EngineTrouble.Kind.BROKEN
                        ? counted("inspect", http.get(target, patience))
                        : Future.failedFuture(cause));
    }

    private interface Asking<T> {
        Future<T> of(String prefix);
    }

    private <T> Future<T> versioned(Asking<T> asking) {
        Future<String> spoken = version.isEmpty() ? negotiate() : Future.succeededFuture(version);
        return spoken.compose(known -> asking.of("/v" + known));
    }

    private Future<EngineAnswer> counted(String operation, Future<EngineAnswer> answer) {
        return answer.onComplete(said -> meters.answered(
                operation,
                said.failed()
                        ? EngineTrouble.of(said.cause()).label()
                        : said.result().status() == OK || said.result().status() == NOT_FOUND ? "ok" : "error"));
    }

    private static JsonArray array(Buffer body) {
        try {
            return body.toJsonArray();
        } catch (DecodeException | ClassCastException notOne) {
            throw EngineTrouble.nonsense("the answer is no list");
        }
    }
}
