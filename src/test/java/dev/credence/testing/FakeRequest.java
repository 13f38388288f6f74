package dev.credence.testing;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as a fake got it.
 *
 * @param path raw, without the query
 * @param query decoded
 * @param headers by their names in lower case
 */
public record FakeRequest(
        String method, String path, Map<String, String> query, Map<String, String> headers, String body) {

    /** A header by its name in lower case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    static FakeRequest of(HttpServerRequest request, String body) {
        Map<String, String> query = new TreeMap<>();
        request.params().forEach(query::put);
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return new FakeRequest(request.method().name(), request.path(), query, headers, body);
    }
}
