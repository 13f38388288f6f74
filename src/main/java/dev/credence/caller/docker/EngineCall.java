package dev.credence.caller.docker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request to an engine and its answer, with an end: of time, and of size. Its connection ends with it. Belongs to one
 * context.
 */
final class EngineCall {
    private static final int OK = 200;

    private final Future<HttpClientRequest> connection;
    private final Promise<EngineAnswer> answer = Promise.promise();
    private final Duration limit;
    private @Nullable HttpClientRequest request;

    EngineCall(Future<HttpClientRequest> connection, Duration limit) {
        this.connection = connection;
        this.limit = limit;
    }

    /** The whole answer, whatever its status. */
    Future<EngineAnswer> whole() {
        return run(this::collect);
    }

    /**
     * Takes the objects out of a list as they come; those of an answer that is no success are not objects.
     *
     * @param each may throw {@link EngineTrouble} to have enough
     */
    Future<EngineAnswer> objects(Consumer<JsonObject> each) {
        return run(response -> {
            if (response.statusCode() != OK) {
                collect(response);
                return;
            }
            JsonObjects objects = new JsonObjects(each);
            read(response, objects::read, () -> {
                if (!objects.wasList()) {
                    throw EngineTrouble.nonsense("the answer is no list");
                }
                return new EngineAnswer(OK, Buffer.buffer());
            });
        });
    }

    private Future<EngineAnswer> run(Consumer<HttpClientResponse> reader) {
        connection
                .onSuccess(made -> {
                    request = made;
                    if (answer.future().isComplete()) {
                        // Without a handler Vert.x logs this reset, which is ours, as an error.
                        made.exceptionHandler(this::fail).reset();
                    } else {
                        made.send().onSuccess(reader::accept).onFailure(this::fail);
                    }
                })
                .onFailure(this::fail);
        return answer.future()
                .timeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)
                .onFailure(given -> abandon())
                .recover(cause -> Future.failedFuture(EngineTrouble.of(cause)));
    }

    private void collect(HttpClientResponse response) {
        Buffer collected = Buffer.buffer();
        read(
                response,
                part -> {
                    if (collected.length() + part.length() > JsonObjects.LARGEST) {
                        throw EngineTrouble.nonsense("the answer is longer than " + JsonObjects.LARGEST + " bytes");
                    }
                    collected.appendBuffer(part);
                },
                () -> new EngineAnswer(response.statusCode(), collected));
    }

    private void read(HttpClientResponse response, Consumer<Buffer> part, Supplier<EngineAnswer> end) {
        response.exceptionHandler(this::fail)
                .handler(buffer -> {
                    if (answer.future().isComplete()) {
                        return;
                    }
                    try {
                        part.accept(buffer);
                    } catch (EngineTrouble enough) {
                        fail(enough);
                    }
                })
                .endHandler(over -> {
                    try {
                        answer.tryComplete(end.get());
                    } catch (EngineTrouble incomplete) {
                        fail(incomplete);
                    }
                });
    }

    private void fail(Throwable cause) {
        answer.tryFail(cause);
    }

    /** The client would read on when nobody wants the rest of an answer any more. */
    private void abandon() {
        answer.tryFail(EngineTrouble.silent());
        if (request != null) {
            request.reset();
        }
    }
}
