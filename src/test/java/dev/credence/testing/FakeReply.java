package dev.credence.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a fake answers to one request, honest or not. */
@FunctionalInterface
public interface FakeReply {

    /** Answers, or does not; on the server's event loop. */
    void to(HttpServerRequest request);

    /** A status with a body. */
    static FakeReply of(int status, String body) {
        return request -> request.response().setStatusCode(status).end(body);
    }

    /** A status with JSON. */
    static FakeReply json(int status, JsonObject body) {
        return request -> request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }

    /** Vault's form of an error. */
    static FakeReply error(int status, String... messages) {
        return json(status, new JsonObject().put("errors", new JsonArray(List.of(messages))));
    }

    /** Nothing at all, with the connection open. */
    static FakeReply silence() {
        return request -> {};
    }

    /** The connection is closed at once. */
    static FakeReply reset() {
        return request -> request.connection().close();
    }

    /** The head and some of the body, then the connection is closed. */
    static FakeReply cut(String half) {
        return request ->
                half(request, half).onComplete(sent -> request.connection().close());
    }

    /** The head and some of the body, then silence. */
    static FakeReply stuck(String half) {
        return request -> half(request, half);
    }

    /** The head, and now and then a byte. */
    static FakeReply drip() {
        return request -> {
            HttpServerResponse response = request.response().setChunked(true);
            Vertx.currentContext().owner().setPeriodic(20, drop -> response.write("{"));
        };
    }

    /** A redirect. */
    static FakeReply redirect(int status, String location) {
        return request -> request.response()
                .setStatusCode(status)
                .putHeader("Location", location)
                .end();
    }

    /** This reply with one more header. */
    default FakeReply with(String header, String value) {
        return request -> {
            request.response().putHeader(header, value);
            to(request);
        };
    }

    private static Future<Void> half(HttpServerRequest request, String half) {
        HttpServerResponse response = request.response();
        response.putHeader("Content-Length", String.valueOf(half.length() * 2 + 10));
        return response.write(half);
    }
}
