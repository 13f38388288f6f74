package dev.credence.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A web API on a free port of 127.0.0.1 that answers as it is told: as a rule, or the next requests, or all of them.
 * Every method may be called from any thread but an event loop.
 */
public final class FakeWeb implements AutoCloseable {
    private final Function<FakeRequest, FakeReply> rule;
    private final Queue<FakeReply> next = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final List<FakeRequest> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String scheme;
    private volatile @Nullable FakeReply always;
    private volatile boolean holding;

    /** Starts one that answers by that rule. */
    public FakeWeb(Vertx vertx, Function<FakeRequest, FakeReply> rule) {
        this(vertx, new HttpServerOptions(), rule);
    }

    /** Starts one that may speak TLS. */
    public FakeWeb(Vertx vertx, HttpServerOptions options, Function<FakeRequest, FakeReply> rule) {
        this.rule = rule;
        this.scheme = options.isSsl() ? "https" : "http";
        this.server = vertx.createHttpServer(options).requestHandler(this::handle);
        await(server.listen(0, "127.0.0.1"));
    }

    public URI address() {
        return URI.create(scheme + "://127.0.0.1:" + server.actualPort());
    }

    /** The next requests, one each. */
    public FakeWeb next(FakeReply... replies) {
        next.addAll(List.of(replies));
        return this;
    }

    /** All requests; null ends it. */
    public FakeWeb always(@Nullable FakeReply reply) {
        always = reply;
        return this;
    }

    /** From now on requests are recorded, and answered at {@link #release} as things are then. */
    public FakeWeb hold() {
        holding = true;
        return this;
    }

    /** Answers all that are held, and later ones at once. */
    public FakeWeb release() {
        holding = false;
        for (Runnable oldest = held.poll(); oldest != null; oldest = held.poll()) {
            oldest.run();
        }
        return this;
    }

    /** Every request so far, oldest first. */
    public List<FakeRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        await(server.close());
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            FakeRequest recorded = FakeRequest.of(request, body.toString());
            requests.add(recorded);
            Context context = Vertx.currentContext();
            if (holding) {
                held.add(() -> context.runOnContext(released -> answer(request, recorded)));
            } else {
                answer(request, recorded);
            }
        });
    }

    private void answer(HttpServerRequest request, FakeRequest recorded) {
        FakeReply reply = next.poll();
        if (reply == null) {
            reply = always;
        }
        (reply == null ? rule.apply(recorded) : reply).to(request);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException("the fake does not do as it is told", failure);
        }
    }
}
