package dev.credence.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A forward proxy for plain HTTP on a free port of 127.0.0.1. Any thread but an event loop. */
public final class FakeProxy implements AutoCloseable {
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final HttpClient client;

    public FakeProxy(Vertx vertx) {
        client = vertx.createHttpClient();
        server = vertx.createHttpServer().requestHandler(this::forward);
        Told.await(server.listen(0, "127.0.0.1"));
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** The targets on the request lines so far, as they were written, with their methods. */
    public List<String> targets() {
        return List.copyOf(targets);
    }

    @Override
    public void close() {
        Told.await(server.close());
        Told.await(client.close());
    }

    private void forward(HttpServerRequest request) {
        targets.add(request.method() + " " + request.uri());
        request.body()
                .compose(body -> client.request(
                                new RequestOptions().setMethod(request.method()).setAbsoluteURI(request.uri()))
                        .compose(sent -> pass(request, sent, body)))
                .onFailure(failure -> request.response().setStatusCode(502).end());
    }

    private static io.vertx.core.Future<Void> pass(HttpServerRequest request, HttpClientRequest sent, Buffer body) {
        request.headers().forEach((name, value) -> {
            if (name.toLowerCase(java.util.Locale.ROOT).startsWith("x-aws-")) {
                sent.putHeader(name, value);
            }
        });
        return sent.send(body).compose(answer -> answer.body().compose(content -> {
            request.response().setStatusCode(answer.statusCode());
            answer.headers().forEach((name, value) -> {
                if (name.toLowerCase(java.util.Locale.ROOT).startsWith("x-aws-")) {
                    request.response().putHeader(name, value);
                }
            });
            return request.response().end(content);
        }));
    }
}
