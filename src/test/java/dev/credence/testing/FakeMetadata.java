package dev.credence.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cloud's metadata service on a free port of 127.0.0.1, which answers 404 unless told otherwise. Any thread. */
public final class FakeMetadata implements AutoCloseable {
    private final Map<String, FakeReply> replies = new ConcurrentHashMap<>();
    private final List<FakeRequest> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final URI address;

    private FakeMetadata(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(this::answer);
        Told.await(server.listen(0, "127.0.0.1"));
        address = URI.create("http://127.0.0.1:" + server.actualPort());
    }

    public static FakeMetadata start(Vertx vertx) {
        return new FakeMetadata(vertx);
    }

    /** What is answered at that path from now on. */
    public FakeMetadata at(String path, FakeReply reply) {
        replies.put(path, reply);
        return this;
    }

    public URI address() {
        return address;
    }

    /** Every request so far, oldest first. */
    public List<FakeRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        Told.await(server.close());
    }

    private void answer(HttpServerRequest request) {
        requests.add(FakeRequest.of(request, ""));
        replies.getOrDefault(request.path(), FakeReply.of(404, "not found")).to(request);
    }
}
