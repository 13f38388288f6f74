package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.caller.CallerResolver;
import dev.credence.credential.TimeSource;
import dev.credence.telemetry.RequestId;
import dev.credence.telemetry.RequestMeters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Belongs to the event loop of its connection. */
public final class Exchange {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestId.HEADER);
    private static final int FIRST_ERROR = 400;

    private final HttpServerRequest request;
    private final String path;
    private final Origin origin;
    private final TimeSource time;
    private final long receivedMillis;
    private final long receivedNanos;
    private @Nullable String requestId;
    private @Nullable Query query;
    private Document.@Nullable Header own;

    /**
     * Where a request comes from; kept with the connection.
     *
     * @param address of the peer
     * @param caller as the address tells
     * @param resolver knows callers by token
     */
    public record Origin(InetAddress address, Caller caller, CallerResolver resolver) {}

    /**
     * @param path normalised
     * @param time read here, once: everything about the request is judged by the moment at which it came
     */
    public Exchange(HttpServerRequest request, String path, Origin origin, TimeSource time) {
        this.request = request;
        this.path = path;
        this.origin = origin;
        this.time = time;
        this.receivedMillis = time.millis();
        this.receivedNanos = time.nanoTime();
    }

    /** The path, normalised: it starts with a slash, has no empty segment and no final slash. */
    public String path() {
        return path;
    }

    /**
     * The same request as if it came now, from whomever the resolver takes the caller for: for one that was left waiting,
     * because neither the time nor the rights that it came with may still hold.
     */
    public Exchange renewed(CallerResolver resolver) {
        InetAddress address = origin.address();
        Caller before = origin.caller();
        boolean holds = resolver == origin.resolver() && !before.isOver();
        Caller now = holds ? before : resolver.again(address, before);
        return new Exchange(request, path, new Origin(address, now, resolver), time);
    }

    /** {@code http} or {@code https}, as it was asked. */
    public String scheme() {
        return request.isSSL() ? "https" : "http";
    }

    /** True if the path as it was sent ends with a slash; to some dialects that makes a difference. */
    public boolean endsWithSlash() {
        String raw = request.path();
        return raw != null && raw.endsWith("/");
    }

    /** What was sent behind the path's question mark. */
    public Query query() {
        Query parsed = query;
        if (parsed == null) {
            parsed = Query.of(request.query());
            query = parsed;
        }
        return parsed;
    }

    /** The same as it was sent, undecoded: two that are equal ask for the same. */
    public @Nullable String rawQuery() {
        return request.query();
    }

    /** Calls {@code gone} when the client closes its connection before it was answered; on its event loop. */
    public void whenGone(Runnable gone) {
        request.response().closeHandler(closed -> gone.run());
    }

    /** The caller as its address tells. */
    public Caller caller() {
        return origin.caller();
    }

    /** The caller that this token proves, if any. */
    public Optional<Caller> callerByToken(String token) {
        return origin.resolver().byToken(origin.address(), token);
    }

    /** When the request came, by the wall clock. */
    public long receivedMillis() {
        return receivedMillis;
    }

    /** When the request came, by the monotonic clock. */
    public long receivedNanos() {
        return receivedNanos;
    }

    /** True for methods that read: GET and HEAD. */
    public boolean isRead() {
        HttpMethod method = request.method();
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    /** True for HEAD. */
    public boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    /** True for POST. */
    public boolean isPost() {
        return request.method().equals(HttpMethod.POST);
    }

    /** True for PUT. */
    public boolean isPut() {
        return request.method().equals(HttpMethod.PUT);
    }

    /** The request's first header of that name. */
    public @Nullable String header(CharSequence name) {
        return request.headers().get(name);
    }

    /** Calls {@code visitor} for each of the request's headers, in the order in which they were sent. */
    public void forEachHeader(BiConsumer<String, String> visitor) {
        request.headers().forEach(visitor);
    }

    /** The value of the request's only header of that name; null if there is none or more than one. */
    public @Nullable String onlyHeader(CharSequence name) {
        List<String> values = request.headers().getAll(name);
        return values.size() == 1 ? values.get(0) : null;
    }

    /** The id that the caller gave, where it is one, or a new one. */
    public String requestId() {
        String id = requestId;
        if (id == null) {
            id = RequestId.of(request.headers().get(REQUEST_ID));
            requestId = id;
        }
        return id;
    }

    /** Adds a header to the answer, which has room for one besides those of its document. */
    public void answerHeader(CharSequence name, String value) {
        own = new Document.Header(name, value);
    }

    /** Writes the answer, unless the client has gone, and counts it. Only the first answer to a request counts. */
    public void answer(Document document, RequestMeters.Endpoint meters) {
        HttpServerResponse response = request.response();
        if (response.ended()) {
            return;
        }
        meters.answered(document.status(), time.nanoTime() - receivedNanos);
        if (response.closed()) {
            return;
        }
        response.setStatusCode(document.status());
        writeHeaders(response.headers(), document);
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(document.body());
        }
    }

    private void writeHeaders(MultiMap headers, Document document) {
        if (document.status() >= FIRST_ERROR) {
            document.writeHeaders(headers, receivedMillis, own);
            headers.add(REQUEST_ID, requestId());
            return;
        }
        // What the listener has put there already (it closes the connection) would be lost by a reference.
        MultiMap shared = headers.isEmpty() ? document.sharedHeaders(receivedMillis, own) : null;
        if (shared != null) {
            headers.setAll(shared);
        } else {
            document.writeHeaders(headers, receivedMillis, own);
        }
    }
}
