package dev.credence.source.sts;

import dev.credence.source.UpstreamHttp;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.utils.async.SimplePublisher;

/**
 * Sends the SDK's requests over our own connections, with their limits of time and size. The SDK is called on the worker
 * only; the connections belong to the context that they were made on.
 */
final class SdkTransport implements SdkAsyncHttpClient {
    /** The client writes these itself, from the address and the body that were signed. */
    private static final Set<String> WRITTEN = Set.of("host", "content-length");

    private final Context context;
    private final WorkerExecutor worker;
    private final UpstreamHttp http;
    private final Duration timeout;

    SdkTransport(Context context, WorkerExecutor worker, UpstreamHttp http, Duration timeout) {
        this.context = context;
        this.worker = worker;
        this.http = http;
        this.timeout = timeout;
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        request.requestContentPublisher().subscribe(new Gathering(body -> {
            // What comes of it is told to the handler and to the future above.
            CompletableFuture<?> unused = exchange(request.request(), body)
                    .whenComplete((answer, failure) -> end(request.responseHandler(), done, answer, failure));
        }));
        return done;
    }

    private static void end(
            SdkAsyncHttpResponseHandler handler,
            CompletableFuture<Void> done,
            @Nullable HttpResponse<Buffer> answer,
            @Nullable Throwable failure) {
        if (answer != null) {
            answer(handler, answer);
            done.complete(null);
        } else {
            Throwable reason = failure == null ? new IllegalStateException("neither an answer nor a failure") : failure;
            handler.onError(reason);
            done.completeExceptionally(reason);
        }
    }

    @Override
    public String clientName() {
        return "Credence";
    }

    /** The connections are closed by whoever made them. */
    @Override
    public void close() {}

    /** One request and its answer, whatever it says; {@link Unanswered} if there is none. Ends on the worker. */
    CompletableFuture<HttpResponse<Buffer>> exchange(SdkHttpRequest request, Buffer body) {
        CompletableFuture<HttpResponse<Buffer>> answer = new CompletableFuture<>();
        context.runOnContext(sending -> send(request, body)
                .onComplete(end -> onWorker(answer, () -> {
                    if (end.succeeded()) {
                        answer.complete(end.result());
                    } else {
                        answer.completeExceptionally(new Unanswered(end.cause()));
                    }
                    return true;
                })));
        return answer;
    }

    private Future<HttpResponse<Buffer>> send(SdkHttpRequest request, Buffer body) {
        try {
            return http.exchange(written(request), Optional.of(body), timeout);
        } catch (RuntimeException notSendable) {
            return Future.failedFuture(notSendable);
        }
    }

    /** What the SDK does with the answer takes a while the first time; once the worker is closed nobody waits for it. */
    private void onWorker(CompletableFuture<?> answer, Callable<Boolean> work) {
        try {
            worker.executeBlocking(work, false)
                    .onFailure(closed -> answer.completeExceptionally(new Unanswered(closed)));
        } catch (RuntimeException closed) {
            answer.completeExceptionally(new Unanswered(closed));
        }
    }

    private HttpRequest<Buffer> written(SdkHttpRequest request) {
        HttpRequest<Buffer> written = http.request(
                HttpMethod.valueOf(request.method().name()), request.getUri().toString());
        request.forEachHeader((name, values) -> {
            if (!WRITTEN.contains(name.toLowerCase(Locale.ROOT))) {
                written.putHeader(name, values);
            }
        });
        return written;
    }

    private static void answer(SdkAsyncHttpResponseHandler handler, HttpResponse<Buffer> answer) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.headers()
                .names()
                .forEach(name -> headers.put(name, answer.headers().getAll(name)));
        handler.onHeaders(SdkHttpResponse.builder()
                .statusCode(answer.statusCode())
                .statusText(answer.statusMessage())
                .headers(headers)
                .build());
        handler.onStream(content(answer.body()));
    }

    private static Publisher<ByteBuffer> content(@Nullable Buffer body) {
        SimplePublisher<ByteBuffer> content = new SimplePublisher<>();
        // Both are done when the subscriber has taken them; the publisher itself tells it of failures.
        if (body != null && body.length() > 0) {
            CompletableFuture<?> unused = content.send(ByteBuffer.wrap(body.getBytes()));
        }
        CompletableFuture<?> unused = content.complete();
        return content;
    }

    /** Takes the whole body of a request. */
    private static final class Gathering implements Subscriber<ByteBuffer> {
        private final Buffer body = Buffer.buffer();
        private final Consumer<Buffer> whole;

        private Gathering(Consumer<Buffer> whole) {
            this.whole = whole;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer part) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            body.appendBytes(bytes);
        }

        /** A body in memory cannot break off. */
        @Override
        public void onError(Throwable impossible) {
            throw new IllegalStateException(impossible);
        }

        @Override
        public void onComplete() {
            whole.accept(body);
        }
    }
}
