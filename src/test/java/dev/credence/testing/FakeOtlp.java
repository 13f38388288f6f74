package dev.credence.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A receiver of OTLP over HTTP on a free port of 127.0.0.1, which reads requests with OpenTelemetry's own classes. */
public final class FakeOtlp implements AutoCloseable {
    private final HttpServer server;
    private final String scheme;
    private final List<Push> pushes = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile Buffer answer = Buffer.buffer();
    private volatile boolean silent;

    /** One request as it came. */
    public record Push(String path, MultiMap headers, ExportMetricsServiceRequest request) {
        /** The metric of that name. */
        public Optional<Metric> metric(String name) {
            return metrics().stream()
                    .filter(metric -> metric.getName().equals(name))
                    .findFirst();
        }

        public List<Metric> metrics() {
            return request.getResourceMetrics(0).getScopeMetrics(0).getMetricsList();
        }
    }

    public FakeOtlp(Vertx vertx, HttpServerOptions options) {
        scheme = options.isSsl() ? "https" : "http";
        server = vertx.createHttpServer(options).requestHandler(this::handle);
        try {
            server.listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    public URI address() {
        return URI.create(scheme + "://127.0.0.1:" + server.actualPort());
    }

    public List<Push> pushes() {
        return List.copyOf(pushes);
    }

    /** What it says from now on. */
    public void answer(int code, Buffer body) {
        status = code;
        answer = body;
    }

    /** From now on it reads and says nothing. */
    public void beSilent() {
        silent = true;
    }

    @Override
    public void close() {
        server.close();
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            try {
                pushes.add(new Push(
                        request.path(),
                        MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
                        ExportMetricsServiceRequest.parseFrom(body.getBytes())));
            } catch (InvalidProtocolBufferException unreadable) {
                request.response().setStatusCode(400).end("unreadable");
                return;
            }
            if (!silent) {
                request.response().setStatusCode(status).end(answer);
            }
        });
    }
}
