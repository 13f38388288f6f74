package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.Backoff;
import dev.credence.source.RequestLimit;
import dev.credence.source.UpstreamHttp;
import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Vault: follows a redirect, repeats what is worth repeating, and turns every end into a value.
 *
 * <p>A call ends within {@link #bound()}, waiting for the rate limit, redirects and pauses included. Timeouts are not
 * repeated: a Vault that hangs is not helped by being asked again, and the caller has waited long enough. Belongs to
 * one context.
 */
final class VaultClient {
    private static final Logger LOG = LoggerFactory.getLogger(VaultClient.class);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);
    /** Besides 5xx; 501 is a Vault that waits for its operator. */
    private static final Set<Integer> REPEATED = Set.of(412, 429, 472, 473);
    /** Failures without an answer that a second attempt may not meet. */
    private static final String REPEATED_FAILURE = "vault.unreachable";

    private final Vertx vertx;
    private final VaultConfig config;
    private final Hop address;
    private final VaultTransport transport;
    private final ConnectionTrouble trouble;
    private final RequestLimit limit;
    private final Backoff backoff;
    private final TimeSource time;
    private final UpstreamMeters meters;
    private boolean closed;

    VaultClient(Vertx vertx, VaultConfig config, TimeSource time, RandomGenerator random, UpstreamMeters meters) {
        this.vertx = vertx;
        this.config = config;
        this.address = Hop.of(config.address());
        this.transport = new VaultTransport(vertx, config);
        this.trouble = new ConnectionTrouble(config);
        this.limit = new RequestLimit(
                config.rateLimit(), config.timeout(), time, time.scheduler(vertx, vertx.getOrCreateContext()));
        this.backoff = new Backoff(random);
        this.time = time;
        this.meters = meters;
    }

    /** The longest that {@link #send} takes: the timeout of a request, once for each attempt. */
    Duration bound() {
        return config.timeout().multipliedBy(config.retries() + 1L);
    }

    /**
     * Asks with that token.
     *
     * @return never fails
     */
    Future<VaultReply> send(VaultRequest request, Secret token) {
        return send(request, token, config.retries());
    }

    /** As {@link #send(VaultRequest, Secret)}, with another number of repetitions. */
    Future<VaultReply> send(VaultRequest request, Secret token, int retries) {
        Hop hop = address.withTarget(request.path().target(address.target(), request.query()));
        long deadline = time.nanoTime() + bound().toNanos();
        return attempt(new Call(request, token, hop, retries + 1, deadline), 1);
    }

    /** Certificates of new connections, as {@link VaultTransport#use}. */
    void use(Optional<PemTrustOptions> trust, Optional<PemKeyCertOptions> shown) {
        transport.use(trust, shown);
    }

    /** Requests that are under way end as failures. */
    void close() {
        closed = true;
        transport.close();
    }

    private Future<VaultReply> attempt(Call call, int number) {
        return exchange(call, call.hop())
                .compose(end -> end.redirect().isPresent()
                        ? redirected(call, end.redirect().get())
                        : Future.succeededFuture(end))
                .compose(end -> pause(call, end, number)
                        .map(delay -> again(call, end, number, delay))
                        .orElseGet(() -> Future.succeededFuture(end.reply())));
    }

    private Future<VaultReply> again(Call call, End end, int number, Duration delay) {
        LOG.atDebug()
                .addKeyValue("backend", config.name())
                .addKeyValue("operation", call.request().operation())
                .addKeyValue("attempt", number)
                .addKeyValue("outcome", outcome(end.reply()))
                .addKeyValue("delay_ms", delay.toMillis())
                .log("request to vault is repeated");
        return vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS).compose(fired -> attempt(call, number + 1));
    }

    /** How long to wait before the next attempt; empty if there is none. */
    private Optional<Duration> pause(Call call, End end, int number) {
        if (!end.repeatable() || number >= call.attempts() || closed) {
            return Optional.empty();
        }
        Duration delay = backoff.delay(number, end.retryAfter());
        return delay.compareTo(left(call)) < 0 ? Optional.of(delay) : Optional.empty();
    }

    private Future<End> redirected(Call call, String location) {
        Optional<Hop> next = call.hop().follow(location);
        if (next.isEmpty()) {
            return Future.succeededFuture(End.last(
                    VaultErrors.redirectRefused(call.request(), "the token must not be sent to where it leads")));
        }
        return exchange(call, next.get())
                .map(end -> end.redirect().isPresent()
                        ? End.last(VaultErrors.redirectRefused(call.request(), "it leads to another redirect"))
                        : end);
    }

    /** One HTTP request, as soon as the rate limit permits. Never fails. */
    private Future<End> exchange(Call call, Hop hop) {
        return limit.permit().compose(permitted -> {
            if (!permitted) {
                return Future.succeededFuture(End.last(VaultErrors.rateLimited(config.name(), config.timeout())));
            }
            Duration left = left(call);
            if (left.isZero() || left.isNegative()) {
                return Future.succeededFuture(End.last(VaultErrors.timeout(call.request(), hop)));
            }
            return permitted(call, hop, left.compareTo(config.timeout()) < 0 ? left : config.timeout());
        });
    }

    private Future<End> permitted(Call call, Hop hop, Duration longest) {
        Instant asked = time.instant();
        UpstreamMeters.Request measured = meters.started(config.name());
        return transport.exchange(hop, call.request(), call.token(), longest).transform(done -> {
            End end = done.succeeded()
                    ? judge(call, done.result(), asked)
                    : noAnswer(VaultErrors.ofFailure(call.request(), hop, done.cause(), call.token(), trouble));
            String outcome = end.redirect().isPresent() ? "redirected" : outcome(end.reply());
            measured.finished(call.request().operation(), outcome);
            return Future.succeededFuture(end);
        });
    }

    private static End noAnswer(Outcome.Failure failure) {
        return new End(
                new VaultReply.Failed(failure, false),
                failure.code().equals(REPEATED_FAILURE),
                Optional.empty(),
                Optional.empty());
    }

    private static End judge(Call call, HttpResponse<Buffer> answer, Instant asked) {
        int status = answer.statusCode();
        Buffer body = answer.body() == null ? Buffer.buffer() : answer.body();
        if (status < 300) {
            return accepted(call, body, asked);
        }
        Optional<String> location = Optional.ofNullable(answer.getHeader("Location"));
        Optional<Duration> retryAfter = UpstreamHttp.retryAfter(answer);
        Outcome.Failure failure = VaultErrors.ofStatus(call.request(), status, retryAfter, body, call.token());
        return new End(
                new VaultReply.Failed(failure, status == 403),
                REPEATED.contains(status) || (status >= 500 && status != 501),
                retryAfter,
                location.filter(present -> REDIRECTS.contains(status)));
    }

    private static End accepted(Call call, Buffer body, Instant asked) {
        if (body.length() == 0) {
            return End.last(new VaultReply.Ok(new JsonObject(), asked, call.token()));
        }
        try {
            return Json.decodeValue(body) instanceof JsonObject json
                    ? End.last(new VaultReply.Ok(json, asked, call.token()))
                    : End.last(VaultErrors.badAnswer(call.request(), "it is not a JSON object"));
        } catch (DecodeException notJson) {
            // The parser's message quotes the text, which may be a secret.
            return End.last(VaultErrors.badAnswer(call.request(), "it is not JSON"));
        }
    }

    private Duration left(Call call) {
        return Duration.ofNanos(call.deadline() - time.nanoTime());
    }

    /** As meters and log lines call it. */
    static String outcome(VaultReply reply) {
        return reply instanceof VaultReply.Failed failed ? failed.failure().code() : UpstreamMeters.OK;
    }

    /** What is asked, how often at most, and until when (by the monotonic clock). */
    private record Call(VaultRequest request, Secret token, Hop hop, int attempts, long deadline) {}

    /** How one HTTP request ended. */
    private record End(VaultReply reply, boolean repeatable, Optional<Duration> retryAfter, Optional<String> redirect) {

        private static End last(VaultReply reply) {
            return new End(reply, false, Optional.empty(), Optional.empty());
        }

        private static End last(Outcome.Failure failure) {
            return last(new VaultReply.Failed(failure, false));
        }
    }
}
