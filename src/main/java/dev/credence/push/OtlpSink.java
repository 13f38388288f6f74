package dev.credence.push;

import dev.credence.config.OtlpConfig;
import dev.credence.credential.TimeSource;
import dev.credence.source.NoAnswer;
import dev.credence.source.UpstreamHttp;
import dev.credence.source.WebApi;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClientOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pushes by OTLP over HTTP, as protocol buffers.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">the protocol</a>
 */
final class OtlpSink implements Sink {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OtlpConfig config;
    private final OtlpRequest request;
    private final TimeSource time;
    private @Nullable UpstreamHttp http;

    OtlpSink(OtlpConfig config, OtlpResource resource, TimeSource time) {
        this.config = config;
        this.time = time;
        this.request = new OtlpRequest(resource, nanos(time));
    }

    @Override
    public String name() {
        return "otlp";
    }

    @Override
    public String address() {
        return config.url().toString();
    }

    @Override
    public List<Buffer> render(List<Measured> reading) {
        return List.of(request.of(reading, nanos(time)));
    }

    @Override
    public Future<Void> send(List<Buffer> messages) {
        Future<Void> sent = Future.succeededFuture();
        for (Buffer message : messages) {
            sent = sent.compose(done -> post(message));
        }
        return sent;
    }

    @Override
    public Future<Void> close() {
        if (http != null) {
            http.close();
        }
        return Future.succeededFuture();
    }

    private Future<Void> post(Buffer message) {
        HttpRequest<Buffer> post = http().request(HttpMethod.POST, config.url().toString())
                .putHeader("Content-Type", "application/x-protobuf");
        config.headers().forEach((name, value) -> post.putHeader(name, value.reveal()));
        return http().exchange(post, Optional.of(message), PATIENCE)
                .recover(failure -> Future.failedFuture(
                        new PushFailure(NoAnswer.of(failure).name().toLowerCase(Locale.ROOT), NoAnswer.words(failure))))
                .compose(OtlpSink::judge);
    }

    /** What it refused in part is told in the answer, see {@link OtlpAnswer}. */
    private static Future<Void> judge(HttpResponse<Buffer> answer) {
        int status = answer.statusCode();
        Buffer body = Objects.requireNonNullElseGet(answer.body(), Buffer::buffer);
        if (status / 100 != 2) {
            String said = WebApi.firstLine(body.toString(StandardCharsets.UTF_8).replaceAll("[^\\x20-\\x7e]+", " "));
            return Future.failedFuture(new PushFailure(
                    "http_" + status / 100 + "xx",
                    "status " + status + (said.isEmpty() ? "" : ": " + said),
                    UpstreamHttp.retryAfter(answer).orElse(Duration.ZERO)));
        }
        long refused = OtlpAnswer.rejected(body);
        return refused > 0
                ? Future.failedFuture(new PushFailure("rejected", refused + " data points were refused"))
                : Future.succeededFuture();
    }

    private UpstreamHttp http() {
        if (http == null) {
            Context here = Objects.requireNonNull(Vertx.currentContext(), "pushes come from a verticle");
            http = new UpstreamHttp(here.owner(), options());
        }
        return http;
    }

    private WebClientOptions options() {
        WebClientOptions options = UpstreamHttp.options(PATIENCE);
        config.caCertificate()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return options;
    }

    private static long nanos(TimeSource time) {
        return TimeUnit.MILLISECONDS.toNanos(time.millis());
    }
}
