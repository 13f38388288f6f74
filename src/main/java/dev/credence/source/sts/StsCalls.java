package dev.credence.source.sts;

import dev.credence.config.StsConfig;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.Clockwork;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.Backoff;
import dev.credence.source.RequestLimit;
import dev.credence.source.WebApi;
import dev.credence.source.sts.Trouble.Kind;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks STS and IAM: within the rate limit, repeating what is worth repeating, and with a value at every end.
 *
 * <p>Throttling is answered with three attempts at least, whatever the configuration says. Timeouts are not repeated: the
 * caller has waited long enough. A call ends within {@link #bound()}. Belongs to one context.
 */
final class StsCalls {
    static final String REGION_UNKNOWN = "sts.region_unknown";

    private static final Logger LOG = LoggerFactory.getLogger(StsCalls.class);
    private static final int LEAST_IF_THROTTLED = 3;

    private final StsConfig config;
    private final SdkAccess access;
    private final Clockwork clockwork;
    private final TimeSource time;
    private final RequestLimit limit;
    private final Backoff backoff;
    private final UpstreamMeters meters;
    private boolean closed;

    StsCalls(StsConfig config, SdkAccess access, Clockwork clockwork, UpstreamMeters meters) {
        this.config = config;
        this.access = access;
        this.clockwork = clockwork;
        this.time = clockwork.time();
        this.limit = new RequestLimit(config.rateLimit(), config.timeout(), time, clockwork.scheduler());
        this.backoff = new Backoff(clockwork.random());
        this.meters = meters;
    }

    /** Sends a question; called on the worker. */
    @FunctionalInterface
    interface Question<T> {
        CompletableFuture<T> ask(AwsSdk sdk);
    }

    private record Call<T>(String operation, AwsCredential with, Question<T> question, long deadline) {}

    /** The longest that {@link #ask} takes: the timeout of a request, once for each attempt, and the SDK's start. */
    Duration bound() {
        return config.timeout().multipliedBy(attempts(Kind.THROTTLED)).plus(SdkAccess.PATIENCE);
    }

    /**
     * Asks with that credential.
     *
     * @param operation as meters call it
     * @return never fails
     */
    <T> Future<Said<T>> ask(String operation, AwsCredential with, Question<T> question) {
        return access.sdk()
                .transform(opened -> opened.succeeded()
                        ? attempt(new Call<>(operation, with, question, deadline()), opened.result(), 1)
                        : Future.succeededFuture(new Said.No<T>(notOpened(opened.cause()))));
    }

    /** No attempt follows any more. */
    void close() {
        closed = true;
    }

    private long deadline() {
        return time.nanoTime()
                + config.timeout().multipliedBy(attempts(Kind.THROTTLED)).toNanos();
    }

    private <T> Future<Said<T>> attempt(Call<T> call, AwsSdk sdk, int number) {
        return limit.permit()
                .compose(permitted -> permitted
                        ? exchange(call, sdk)
                        : Future.succeededFuture(
                                new Said.No<T>(errors(call, sdk).rateLimited(config.timeout()))))
                .compose(said -> pause(call, said, number)
                        .map(delay -> again(call, sdk, number, delay))
                        .orElseGet(() -> Future.succeededFuture(said)));
    }

    private <T> Future<Said<T>> exchange(Call<T> call, AwsSdk sdk) {
        UpstreamMeters.Request measured = meters.started(config.name());
        return access.of(() -> call.question.ask(sdk)).transform(end -> {
            Said<T> said = end.succeeded()
                    ? new Said.Answer<>(end.result())
                    : new Said.No<>(errors(call, sdk).of(end.cause(), call.with));
            measured.finished(
                    call.operation,
                    said instanceof Said.No<T> no ? no.trouble().failure().code() : UpstreamMeters.OK);
            return Future.succeededFuture(said);
        });
    }

    private <T> Future<Said<T>> again(Call<T> call, AwsSdk sdk, int number, Duration delay) {
        LOG.atDebug()
                .addKeyValue("backend", config.name())
                .addKeyValue("operation", call.operation)
                .addKeyValue("attempt", number)
                .addKeyValue("delay_ms", delay.toMillis())
                .log("request to sts is repeated");
        Promise<Void> over = Promise.promise();
        clockwork.scheduler().after(delay, over::complete);
        return over.future().compose(now -> attempt(call, sdk, number + 1));
    }

    /** How long to wait before the next attempt; empty if there is none. */
    private <T> Optional<Duration> pause(Call<T> call, Said<T> said, int number) {
        if (!(said instanceof Said.No<T> no) || number >= attempts(no.trouble().kind()) || closed) {
            return Optional.empty();
        }
        Optional<Duration> asked = no.trouble().failure() instanceof Outcome.Throttled throttled
                        && !throttled.retryAfter().equals(StsErrors.NO_HINT)
                ? Optional.of(throttled.retryAfter())
                : Optional.empty();
        Duration delay = backoff.delay(number, asked);
        return delay.compareTo(Duration.ofNanos(call.deadline - time.nanoTime())) < 0
                ? Optional.of(delay)
                : Optional.empty();
    }

    private int attempts(Kind kind) {
        return switch (kind) {
            case THROTTLED -> Math.max(LEAST_IF_THROTTLED, config.retries() + 1);
            case PASSING -> config.retries() + 1;
            case FINAL, EXPIRED, UNKNOWN_KEY, TOO_LONG -> 1;
        };
    }

    private StsErrors errors(Call<?> call, AwsSdk sdk) {
        return new StsErrors(
                call.operation.equals(RoleLookup.GET_ROLE) ? "IAM" : AwsSdk.place(config.endpoint(), sdk.region()));
    }

    private Trouble notOpened(Throwable cause) {
        return Trouble.last(new Outcome.Unavailable(
                REGION_UNKNOWN,
                "no region to ask STS of (" + WebApi.firstLine(String.valueOf(cause.getMessage())) + "); set backends."
                        + config.name() + ".region, or AWS_REGION"));
    }
}
