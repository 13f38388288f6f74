package dev.credence.provider.aws;

import dev.credence.credential.TimeSource;
import dev.credence.provider.Document;
import dev.credence.provider.aws.PassthroughClient.Answer;
import dev.credence.telemetry.LogFields;
import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked of a real metadata service: with the gateway's own session, measured, and told of once when it stops to
 * answer and once when it answers again. Belongs to one context.
 */
final class PassthroughCalls {
    private static final Logger LOG = LoggerFactory.getLogger(PassthroughCalls.class);
    private static final String BACKEND = "passthrough";
    private static final String TOKEN_HEADER = "X-aws-ec2-metadata-token";
    private static final String READ = "read";
    private static final String PROBE = "probe";
    private static final int UNAUTHORIZED = 401;
    private static final int FIRST_FAULT = 500;

    private final PassthroughClient client;
    private final UpstreamMeters meters;
    private final TimeSource time;
    private @Nullable PassthroughSession session;
    private boolean isAway;

    /**
     * A request of a caller, as it is to be handed on.
     *
     * @param method GET or HEAD
     * @param target path and query as on the request line
     * @param millis the longest that the caller waits
     */
    record Asked(URI address, HttpMethod method, String target, MultiMap headers, long millis) {}

    PassthroughCalls(PassthroughClient client, UpstreamMeters meters, TimeSource time) {
        this.client = client;
        this.meters = meters;
        this.time = time;
    }

    /** What the service answers to it; fails after the caller's patience, or if there is nothing to hand on. */
    Future<Document> read(Asked asked) {
        return attempt(asked, sessionWith(asked.address()), true)
                .compose(answer -> PassthroughAnswer.of(answer, asked))
                .timeout(asked.millis(), TimeUnit.MILLISECONDS);
    }

    /** Asks for a path without a session, whatever is answered. Never fails. */
    Future<Void> probe(URI address, String target, long millis) {
        return send(PROBE, address, HttpMethod.GET, target, MultiMap.caseInsensitiveMultiMap(), millis)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** One request, measured. */
    Future<Answer> send(
            String operation, URI address, HttpMethod method, String target, MultiMap headers, long millis) {
        UpstreamMeters.Request request = meters.started(BACKEND);
        return client.send(address, method, target, headers, millis)
                .onSuccess(answer -> {
                    request.finished(operation, outcome(answer.status()));
                    answered(address);
                })
                .onFailure(failure -> {
                    String code = code(failure);
                    request.finished(operation, code);
                    gaveNoAnswer(address, code, failure);
                });
    }

    /** Why there is nothing to hand on: one of a few codes. */
    static String code(Throwable failure) {
        if (failure instanceof PassthroughFailure known) {
            return "passthrough." + known.code();
        }
        if (failure instanceof PassthroughClient.TooLarge) {
            return "passthrough.too_large";
        }
        if (failure instanceof TimeoutException || failure instanceof ConnectTimeoutException) {
            return "passthrough.timeout";
        }
        return failure instanceof SSLException ? "passthrough.tls_failed" : "passthrough.unreachable";
    }

    private Future<Answer> attempt(Asked asked, PassthroughSession with, boolean mayTryAgain) {
        return with.token(asked.millis()).compose(token -> send(
                        READ, asked.address(), asked.method(), asked.target(), headers(asked, token), asked.millis())
                .compose(answer -> {
                    if (answer.status() != UNAUTHORIZED) {
                        return Future.succeededFuture(answer);
                    }
                    with.refused(token);
                    // To the caller a 401 would mean that its own token is bad.
                    return mayTryAgain
                            ? attempt(asked, with, false)
                            : Future.failedFuture(new PassthroughFailure("unauthorized", "it refuses every session"));
                }));
    }

    private static MultiMap headers(Asked asked, Optional<Secret> token) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(asked.headers());
        token.ifPresent(secret -> headers.add(TOKEN_HEADER, secret.reveal()));
        return headers;
    }

    /** A token is for the service that gave it: another address begins another session. */
    private PassthroughSession sessionWith(URI address) {
        PassthroughSession current = session;
        if (current == null || !current.address().equals(address)) {
            current = new PassthroughSession(this, address, time);
            session = current;
        }
        return current;
    }

    private static String outcome(int status) {
        if (status == UNAUTHORIZED) {
            return "passthrough.unauthorized";
        }
        return status < FIRST_FAULT ? UpstreamMeters.OK : "passthrough.error";
    }

    private void answered(URI address) {
        if (isAway) {
            isAway = false;
            LOG.atInfo().addKeyValue("address", address).log("the metadata service answers again");
        }
    }

    private void gaveNoAnswer(URI address, String code, Throwable failure) {
        if (!isAway) {
            isAway = true;
            LOG.atWarn()
                    .addKeyValue("address", address)
                    .addKeyValue(LogFields.OUTCOME, code)
                    .addKeyValue("reason", failure.getMessage())
                    .log("the metadata service that paths are handed to does not answer");
        }
    }
}
