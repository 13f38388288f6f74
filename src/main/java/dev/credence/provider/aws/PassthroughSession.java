package dev.credence.provider.aws;

import dev.credence.credential.TimeSource;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own session with one metadata service (IMDSv2): one token for all callers, got anew before it ends, by
 * one request however many wait. A service that has no sessions is asked without. Belongs to one context.
 */
final class PassthroughSession {
    private static final String PATH = "/latest/api/token";
    private static final int LIFE_SECONDS = 21_600;
    private static final int LONGEST_TOKEN = 1024;
    private static final int UNAUTHORIZED = 401;
    /** Version 2 is switched off, not known, or PUT is not: version 1, as SDKs take it. */
    private static final Set<Integer> WITHOUT_SESSIONS = Set.of(403, 404, 405, 501);
    /** After which a service without sessions is asked again for one. */
    private static final long WITHOUT_NANOS = Duration.ofMinutes(5).toNanos();
    /** The part of a token's life that is left when the next one is asked for: a tenth. */
    private static final int LEFT_FOR_NEXT = 10;

    private final PassthroughCalls calls;
    private final URI address;
    private final TimeSource time;
    private @Nullable Held held;
    private @Nullable Future<Optional<Secret>> underWay;

    /**
     * What was learnt from the last request for a token.
     *
     * @param token empty if the service has no sessions
     */
    private record Held(Optional<Secret> token, long fromNanos, long lifeNanos) {}

    PassthroughSession(PassthroughCalls calls, URI address, TimeSource time) {
        this.calls = calls;
        this.address = address;
        this.time = time;
    }

    URI address() {
        return address;
    }

    /**
     * The token to send; empty if the service has no sessions.
     *
     * @param millis the most that it may take
     */
    Future<Optional<Secret>> token(long millis) {
        Held known = held;
        if (known == null) {
            return ask(millis);
        }
        long left = known.lifeNanos() - (time.nanoTime() - known.fromNanos());
        if (left <= 0) {
            held = null;
            return ask(millis);
        }
        if (known.token().isPresent() && left < known.lifeNanos() / LEFT_FOR_NEXT) {
            // Nobody waits for it; when it fails, the next request tries again while the old one still works.
            ask(millis);
        }
        return Future.succeededFuture(known.token());
    }

    /** The service does not take that token any more, or wants one: forgets what is known, unless it is newer. */
    void refused(Optional<Secret> token) {
        if (held != null && held.token().equals(token)) {
            held = null;
        }
    }

    private Future<Optional<Secret>> ask(long millis) {
        Future<Optional<Secret>> asked = underWay;
        if (asked != null) {
            return asked;
        }
        long from = time.nanoTime();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add(ImdsEndpoint.TTL_HEADER, Integer.toString(LIFE_SECONDS))
                .add("Content-Length", "0");
        Future<Optional<Secret>> call = calls.send("token", address, HttpMethod.PUT, PATH, headers, millis)
                .compose(answer -> learn(answer, from));
        underWay = call;
        call.onComplete(ended -> underWay = null);
        return call;
    }

    private Future<Optional<Secret>> learn(PassthroughClient.Answer answer, long from) {
        if (WITHOUT_SESSIONS.contains(answer.status())) {
            // A token that still works is worth more than the news that there will be no other.
            if (held == null) {
                held = new Held(Optional.empty(), from, WITHOUT_NANOS);
            }
            return Future.succeededFuture(held.token());
        }
        String token = answer.body().toString();
        boolean isToken = !token.isEmpty()
                && token.length() <= LONGEST_TOKEN
                && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (answer.status() != 200 || !isToken) {
            return Future.failedFuture(new PassthroughFailure(
                    answer.status() == UNAUTHORIZED ? "unauthorized" : "no_token",
                    "it gave no session token (status " + answer.status() + ")"));
        }
        Optional<Secret> got = Optional.of(Secret.of(token));
        held = new Held(got, from, Duration.ofSeconds(life(answer.headers())).toNanos());
        return Future.succeededFuture(got);
    }

    /** As the service says; what was asked for where it says nothing that can be. */
    private static int life(MultiMap headers) {
        String said = headers.get(ImdsEndpoint.TTL_HEADER);
        int seconds = said != null && said.matches("[0-9]{1,5}") ? Integer.parseInt(said) : LIFE_SECONDS;
        return seconds < 1 || seconds > LIFE_SECONDS ? LIFE_SECONDS : seconds;
    }
}
