package dev.credence.source.ims;

import dev.credence.config.ImsConfig;
import dev.credence.credential.Clockwork;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.NoAnswer;
import dev.credence.source.RequestLimit;
import dev.credence.source.UnreadableAnswer;
import dev.credence.source.UpstreamHttp;
import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends single requests to the metadata service, directly or through a proxy: rate limit, time limit, meters, and what
 * came of each. Belongs to one context.
 */
final class ImsTransport {
    private static final int HTTP_PORT = 80;

    private final ImsConfig config;
    private final UpstreamHttp http;
    private final RequestLimit limit;
    private final TimeSource time;
    private final UpstreamMeters meters;

    /**
     * What is asked.
     *
     * @param operation names it in meters; one of a few
     * @param target the path
     * @param header with what it holds, if there is one
     */
    record Ask(String operation, HttpMethod method, String target, Optional<Header> header) {}

    /** A header that may be secret. */
    record Header(String name, Secret value) {}

    /**
     * How one request ended.
     *
     * @param status 0 if there was no complete answer
     * @param repeatable whether asking again may help
     * @param answer for its headers, if there is one
     */
    record End<T>(
            Reading<T> reading,
            int status,
            boolean repeatable,
            Optional<Duration> retryAfter,
            Optional<HttpResponse<Buffer>> answer) {

        private static <T> End<T> without(Outcome.Failure failure, boolean repeatable) {
            return new End<>(new Reading.Failed<>(failure), 0, repeatable, Optional.empty(), Optional.empty());
        }

        /** Without the answer, which may be secret. */
        @Override
        public String toString() {
            return "End[" + status + ", " + reading + "]";
        }
    }

    ImsTransport(Vertx vertx, ImsConfig config, Clockwork clockwork, UpstreamMeters meters) {
        this.config = config;
        this.http = new UpstreamHttp(vertx, options(config));
        this.time = clockwork.time();
        this.limit = new RequestLimit(config.rateLimit(), config.timeout(), time, clockwork.scheduler());
        this.meters = meters;
    }

    /**
     * One request, as soon as the rate limit permits.
     *
     * @param deadline by the monotonic clock
     * @return never fails
     */
    <T> Future<End<T>> exchange(Ask ask, long deadline, Reading.Reader<T> reader) {
        if (left(deadline).isNegative()) {
            return Future.succeededFuture(End.without(ImsErrors.timeout(what(ask)), false));
        }
        return limit.permit().compose(permitted -> {
            if (!permitted) {
                return Future.succeededFuture(End.without(ImsErrors.rateLimited(config.name()), false));
            }
            Duration left = left(deadline);
            return left.isZero() || left.isNegative()
                    ? Future.succeededFuture(End.without(ImsErrors.timeout(what(ask)), false))
                    : permitted(ask, left.compareTo(config.timeout()) < 0 ? left : config.timeout(), reader);
        });
    }

    /** Requests that are under way end as failures. */
    void close() {
        http.close();
    }

    private <T> Future<End<T>> permitted(Ask ask, Duration longest, Reading.Reader<T> reader) {
        UpstreamMeters.Request measured = meters.started(config.name());
        return send(ask, longest).transform(done -> {
            End<T> end = done.succeeded() ? judge(ask, done.result(), reader) : silence(ask, done.cause());
            measured.finished(
                    ask.operation(),
                    end.reading().failure().map(Outcome.Failure::code).orElse(UpstreamMeters.OK));
            return Future.succeededFuture(end);
        });
    }

    private Future<HttpResponse<Buffer>> send(Ask ask, Duration longest) {
        try {
            HttpRequest<Buffer> request = http.request(ask.method(), config.address() + ask.target());
            ask.header()
                    .ifPresent(header ->
                            request.putHeader(header.name(), header.value().reveal()));
            // A PUT without a length is refused by some servers.
            Optional<Buffer> body =
                    ask.method().equals(HttpMethod.PUT) ? Optional.of(Buffer.buffer()) : Optional.empty();
            return http.exchange(request, body, longest);
        } catch (RuntimeException notSendable) {
            return Future.failedFuture(notSendable);
        }
    }

    private <T> End<T> silence(Ask ask, Throwable cause) {
        return End.without(ImsErrors.noAnswer(what(ask), cause), NoAnswer.of(cause) == NoAnswer.UNREACHABLE);
    }

    private <T> End<T> judge(Ask ask, HttpResponse<Buffer> answer, Reading.Reader<T> reader) {
        int status = answer.statusCode();
        Optional<Duration> retryAfter = UpstreamHttp.retryAfter(answer);
        boolean repeatable = status == 429 || (status >= 500 && status != 501);
        return new End<>(read(ask, answer, reader, retryAfter), status, repeatable, retryAfter, Optional.of(answer));
    }

    private <T> Reading<T> read(
            Ask ask, HttpResponse<Buffer> answer, Reading.Reader<T> reader, Optional<Duration> retryAfter) {
        if (answer.statusCode() >= 300) {
            return new Reading.Failed<>(ImsErrors.ofStatus(what(ask), answer.statusCode(), retryAfter));
        }
        try {
            return reader.read(answer.body() == null ? Buffer.buffer() : answer.body());
        } catch (UnreadableAnswer unreadable) {
            return new Reading.Failed<>(ImsErrors.unreadable(what(ask), unreadable.why()));
        }
    }

    private String what(Ask ask) {
        return ask.method() + " " + ask.target() + " of " + config.address();
    }

    private Duration left(long deadline) {
        return Duration.ofNanos(deadline - time.nanoTime());
    }

    private static WebClientOptions options(ImsConfig config) {
        WebClientOptions options = UpstreamHttp.options(config.timeout());
        config.proxy().ifPresent(proxy -> options.setProxyOptions(proxy(proxy)));
        config.caCertificate()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return options;
    }

    private static ProxyOptions proxy(URI proxy) {
        return new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(proxy.getHost().replaceAll("[\\[\\]]", ""))
                .setPort(proxy.getPort() >= 0 ? proxy.getPort() : HTTP_PORT);
    }
}
