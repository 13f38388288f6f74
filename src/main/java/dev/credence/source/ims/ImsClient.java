package dev.credence.source.ims;

import dev.credence.config.ImsConfig;
import dev.credence.credential.Clockwork;
import dev.credence.credential.TimeSource;
import dev.credence.source.Backoff;
import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks the metadata service for its roles and for the credentials of one: with a session token where it wants one, again
 * with another when that is refused, and again where that may help. Timeouts are not repeated. Belongs to one context.
 */
final class ImsClient {
    private static final String TOKEN_HEADER = "X-aws-ec2-metadata-token";
    private static final int UNAUTHORIZED = 401;
    /** The permission of the last request, and a session token with the permission for it. */
    private static final int BEYOND = 3;

    private final ImsConfig config;
    private final ImsTransport transport;
    private final MetadataSession session;
    private final Backoff backoff;
    private final Clockwork clockwork;
    private final TimeSource time;
    private boolean closed;

    /** What is asked, how often at most, and until when by the monotonic clock. */
    private record Call<T>(String operation, String target, Reading.Reader<T> reader, int attempts, long deadline) {}

    ImsClient(Vertx vertx, ImsConfig config, Clockwork clockwork, UpstreamMeters meters) {
        this.config = config;
        this.time = clockwork.time();
        this.clockwork = clockwork;
        this.transport = new ImsTransport(vertx, config, clockwork, meters);
        this.session = new MetadataSession(transport, config.timeout(), time);
        this.backoff = new Backoff(clockwork.random());
    }

    /** The longest that a call takes. */
    Duration bound() {
        return config.timeout().multipliedBy(config.retries() + 1L + BEYOND);
    }

    /** The roles that it lists; asked once, for whoever follows them asks again. Never fails. */
    Future<Reading<RoleList>> roles() {
        return ask("list", config.prefix(), RoleList::read, 0);
    }

    /** The credentials of that role, whose name is one that can be listed. Never fails. */
    <T> Future<Reading<T>> credentials(String role, Reading.Reader<T> reader) {
        return ask("credentials", config.prefix() + role, reader, config.retries());
    }

    /** Requests that are under way end as failures. */
    void close() {
        closed = true;
        transport.close();
    }

    private <T> Future<Reading<T>> ask(String operation, String target, Reading.Reader<T> reader, int retries) {
        long deadline =
                time.nanoTime() + config.timeout().multipliedBy(retries + 1L).toNanos();
        return attempt(new Call<>(operation, target, reader, retries + 1, deadline), 1);
    }

    private <T> Future<Reading<T>> attempt(Call<T> call, int number) {
        return admitted(call).compose(end -> pause(call, end, number)
                .map(delay -> after(delay).compose(later -> attempt(call, number + 1)))
                .orElseGet(() -> Future.succeededFuture(end.reading())));
    }

    /** One request, or two if the first carries a token that is not taken any more. */
    private <T> Future<ImsTransport.End<T>> admitted(Call<T> call) {
        return session.grant().compose(grant -> {
            if (!(grant instanceof MetadataSession.Held carried)) {
                return Future.succeededFuture(notSent(grant));
            }
            return send(call, carried).compose(end -> {
                if (end.status() != UNAUTHORIZED) {
                    return Future.succeededFuture(end);
                }
                session.refused(carried);
                return session.grant().compose(next -> again(call, end, next));
            });
        });
    }

    private <T> Future<ImsTransport.End<T>> again(
            Call<T> call, ImsTransport.End<T> refused, MetadataSession.Grant next) {
        if (!(next instanceof MetadataSession.Held carried)) {
            return Future.succeededFuture(notSent(next));
        }
        if (carried.token().isEmpty()) {
            // It wants a token and gives none; the next call asks for one first.
            session.refused(carried);
            return Future.succeededFuture(refused);
        }
        return send(call, carried).onSuccess(end -> {
            if (end.status() == UNAUTHORIZED) {
                session.refused(carried);
            }
        });
    }

    private <T> Future<ImsTransport.End<T>> send(Call<T> call, MetadataSession.Held carried) {
        ImsTransport.Ask ask = new ImsTransport.Ask(
                call.operation(),
                HttpMethod.GET,
                call.target(),
                carried.token().map(token -> new ImsTransport.Header(TOKEN_HEADER, token)));
        return transport.exchange(ask, call.deadline(), call.reader());
    }

    private static <T> ImsTransport.End<T> notSent(MetadataSession.Grant grant) {
        ImsTransport.End<Secret> end = ((MetadataSession.None) grant).end();
        return new ImsTransport.End<>(
                new Reading.Failed<>(end.reading().failure().orElseThrow()),
                0,
                end.repeatable(),
                end.retryAfter(),
                Optional.empty());
    }

    /** How long to wait before the next attempt; empty if there is none. */
    private <T> Optional<Duration> pause(Call<T> call, ImsTransport.End<T> end, int number) {
        if (!end.repeatable() || number >= call.attempts() || closed) {
            return Optional.empty();
        }
        Duration delay = backoff.delay(number, end.retryAfter());
        return time.nanoTime() + delay.toNanos() - call.deadline() < 0 ? Optional.of(delay) : Optional.empty();
    }

    private Future<Void> after(Duration delay) {
        Promise<Void> passed = Promise.promise();
        clockwork.scheduler().after(delay, passed::complete);
        return passed.future();
    }
}
