package dev.credence.source;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * A web API of a cloud: what is common to all of them in asking it and in understanding that it cannot answer. Requests
 * are measured and not repeated; the credential service asks again in its own time. Belongs to the context that created
 * it.
 */
public final class WebApi {
    /** Of one request. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration NO_HINT = Duration.ofSeconds(1);
    private static final int LONGEST_TEXT = 200;

    private final UpstreamHttp http;
    private final String name;
    private final String prefix;
    private final Duration timeout;
    private final InstantSource clock;
    private final UpstreamMeters meters;

    /**
     * What is asked.
     *
     * @param operation names it in meters; one of a few
     * @param headers may hold a secret
     * @param body may hold a secret
     */
    public record Post(String operation, String url, Map<String, String> headers, Buffer body) {
        /** Without what may be secret. */
        @Override
        public String toString() {
            return "Post[" + operation + " to " + url + "]";
        }
    }

    /**
     * An answer with something to understand in it.
     *
     * @param status 2xx, or 4xx of the kinds that mean something in particular
     * @param body empty if a refusal came without JSON; it may hold secrets
     * @param asked the wall clock just before the request was sent
     */
    public record Reply(int status, JsonObject body, Instant asked) {
        public boolean isOk() {
            return status < 300;
        }

        /** Without the body. */
        @Override
        public String toString() {
            return "Reply[" + status + "]";
        }
    }

    /** Makes an outcome of an answer. */
    @FunctionalInterface
    public interface Judge {
        Outcome judge(Reply reply) throws UnreadableAnswer;
    }

    /**
     * @param name of the back end, which is its address
     * @param prefix of the codes of failures: {@code azure} or {@code gcp}
     */
    public WebApi(
            Vertx vertx, String name, String prefix, Duration timeout, InstantSource clock, UpstreamMeters meters) {
        this.http = new UpstreamHttp(vertx, UpstreamHttp.options(timeout));
        this.name = name;
        this.prefix = prefix;
        this.timeout = timeout;
        this.clock = clock;
        this.meters = meters;
    }

    /** Asks once. Never fails. */
    public Future<Outcome> ask(Post post, Judge judge) {
        Instant asked = clock.instant();
        UpstreamMeters.Request measured = meters.started(name);
        return send(post).transform(done -> {
            Outcome outcome = done.succeeded() ? understood(done.result(), asked, judge) : noAnswer(done.cause());
            measured.finished(
                    post.operation(), outcome instanceof Outcome.Failure failure ? failure.code() : UpstreamMeters.OK);
            return Future.succeededFuture(outcome);
        });
    }

    /** Requests that are under way end as failures. */
    public void close() {
        http.close();
    }

    /** What somebody else wrote, as it may stand in a message: one line, and not a long one. */
    public static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
    }

    private Future<HttpResponse<Buffer>> send(Post post) {
        try {
            HttpRequest<Buffer> request =
                    http.request(HttpMethod.POST, post.url()).putHeader("Accept", "application/json");
            post.headers().forEach(request::putHeader);
            return http.exchange(request, Optional.of(post.body()), timeout);
        } catch (RuntimeException notSendable) {
            return Future.failedFuture(notSendable);
        }
    }

    private Outcome understood(HttpResponse<Buffer> answer, Instant asked, Judge judge) {
        int status = answer.statusCode();
        if (status == 429) {
            return new Outcome.Throttled(
                    prefix + ".throttled",
                    name + " asks for patience",
                    UpstreamHttp.retryAfter(answer).orElse(NO_HINT));
        }
        if (status >= 500 || status == 408) {
            return unavailable("answered " + status);
        }
        Optional<JsonObject> body = json(answer);
        if ((status >= 300 && status < 400) || (status < 300 && body.isEmpty())) {
            return badAnswer("status " + status + " and no JSON object");
        }
        try {
            return judge.judge(new Reply(status, body.orElseGet(JsonObject::new), asked));
        } catch (UnreadableAnswer unreadable) {
            return badAnswer(unreadable.why());
        }
    }

    private Outcome.Failure noAnswer(Throwable cause) {
        return switch (NoAnswer.of(cause)) {
            case POOL_EXHAUSTED -> unavailable("has too many requests waiting for it");
            case TIMEOUT -> unavailable("did not answer in time");
            case TOO_LARGE -> badAnswer(NoAnswer.words(cause));
            case TLS_FAILED -> unavailable("cannot be trusted: " + firstLine(NoAnswer.words(cause)));
            case UNREACHABLE -> unavailable("cannot be reached: " + firstLine(NoAnswer.words(cause)));
        };
    }

    private Outcome.Failure unavailable(String why) {
        return new Outcome.Unavailable(prefix + ".unavailable", name + ' ' + why);
    }

    private Outcome.Failure badAnswer(String why) {
        return new Outcome.Unavailable(prefix + ".bad_answer", "the answer of " + name + " makes no sense: " + why);
    }

    /** The parser's message quotes the text, which may be a secret. */
    private static Optional<JsonObject> json(HttpResponse<Buffer> answer) {
        Buffer body = answer.body();
        if (body == null || body.length() == 0) {
            return Optional.empty();
        }
        try {
            return Json.decodeValue(body) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (DecodeException notJson) {
            return Optional.empty();
        }
    }
}
