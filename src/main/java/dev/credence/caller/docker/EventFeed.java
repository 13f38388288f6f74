package dev.credence.caller.docker;

import dev.credence.credential.Clockwork;
import dev.credence.credential.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of an engine, and begins anew when they end: at once the first time, then after pauses of anything up
 * to a growing limit. Belongs to one context.
 */
final class EventFeed {
    private static final long FIRST_MILLIS = 100;
    private static final long MOST_MILLIS = 5_000;
    private static final int MOST_DOUBLINGS = 10;
    private static final int OK = 200;

    private final EngineApi api;
    private final Clockwork clockwork;
    private final Duration patience;
    private final Listener listener;
    private int failures;
    private int session;
    private @Nullable HttpClientRequest stream;
    private Scheduler.@Nullable Timer retry;
    private boolean closed;

    /** Who wants to know. */
    interface Listener {
        /** The engine is there. */
        void answered();

        /** Events come from now on, so what is read now misses nothing; if that fails, the feed begins anew. */
        Future<Void> opened();

        /** Something happened. */
        void event(EngineEvent event);

        /** Events come no more. */
        void cut(EngineTrouble trouble);
    }

    /**
     * @param patience for the head of the answer
     */
    EventFeed(EngineApi api, Clockwork clockwork, Duration patience, Listener listener) {
        this.api = api;
        this.clockwork = clockwork;
        this.patience = patience;
        this.listener = listener;
    }

    /** Begins. */
    void open() {
        int own = ++session;
        retry = null;
        api.negotiate()
                .compose(spoken -> {
                    listener.answered();
                    return api.events();
                })
                .compose(request -> send(own, request))
                .timeout(patience.toMillis() * 2, TimeUnit.MILLISECONDS)
                .onSuccess(response -> read(own, response))
                .onFailure(cause -> end(own, EngineTrouble.of(cause)));
    }

    void close() {
        closed = true;
        drop();
        if (retry != null) {
            retry.cancel();
        }
    }

    private Future<HttpClientResponse> send(int own, HttpClientRequest request) {
        if (own != session || closed) {
            // Without a handler Vert.x logs this reset, which is ours, as an error.
            request.exceptionHandler(ours -> {}).reset();
            return Future.failedFuture(EngineTrouble.silent());
        }
        stream = request;
        return request.send().map(HttpClientResponse::pause);
    }

    private void read(int own, HttpClientResponse response) {
        if (response.statusCode() != OK) {
            end(own, EngineTrouble.nonsense("HTTP " + response.statusCode() + " instead of events"));
            return;
        }
        JsonObjects objects = new JsonObjects(message -> told(own, message));
        response.exceptionHandler(cause -> end(own, EngineTrouble.of(cause)))
                .endHandler(over -> end(own, new EngineTrouble(EngineTrouble.Kind.BROKEN, "the events ended")))
                .handler(part -> read(own, objects, part))
                .resume();
        listener.opened()
                .onSuccess(listed -> failures = own == session ? 0 : failures)
                .onFailure(cause -> end(own, EngineTrouble.of(cause)));
    }

    private void read(int own, JsonObjects objects, Buffer part) {
        try {
            objects.read(part);
        } catch (EngineTrouble nonsense) {
            end(own, nonsense);
        }
    }

    private void told(int own, JsonObject message) {
        if (own == session) {
            EngineEvent.of(message).ifPresent(listener::event);
        }
    }

    private void end(int own, EngineTrouble trouble) {
        if (own != session || closed) {
            return;
        }
        session++;
        drop();
        listener.cut(trouble);
        retry = clockwork.scheduler().after(pause(), this::open);
        failures++;
    }

    private Duration pause() {
        long limit = failures == 0 ? 1 : Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures, MOST_DOUBLINGS));
        return Duration.ofMillis(clockwork.random().nextLong(limit) + 1);
    }

    private void drop() {
        if (stream != null) {
            stream.reset();
            stream = null;
        }
    }
}
