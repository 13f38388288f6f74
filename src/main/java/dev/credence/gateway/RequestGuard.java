package dev.credence.gateway;

import dev.credence.caller.Caller;
import dev.credence.caller.Refusal;
import dev.credence.provider.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every request has to pass before a provider sees it. One instance for each event loop. */
final class RequestGuard {
    /** No SDK sends a body of more than a few hundred bytes. */
    static final int LARGEST_BODY = 64 * 1024;

    private static final Set<Rejection> GOES_ON = EnumSet.of(
            Rejection.TOO_MANY_REQUESTS,
            Rejection.ENGINE_UNAVAILABLE,
            Rejection.FORWARDED,
            Rejection.PROVIDER_OFF,
            Rejection.UNTRUSTED_HOST);

    private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");

    private final HostGuard hosts;

    RequestGuard(Set<String> hosts) {
        this.hosts = new HostGuard(hosts);
    }

    /** Why the request must be turned away; null if it may pass. */
    @Nullable
    Rejection check(HttpServerRequest request) {
        // All three vendors refuse what came through a proxy: it may not be the workload that asks.
        if (request.headers().contains(FORWARDED_FOR)) {
            return Rejection.FORWARDED;
        }
        Rejection host = checkHost(request);
        return host == null ? checkBody(request) : host;
    }

    /** Whether the connection is as good as before when a request was turned away for that reason. */
    static boolean goesOn(Rejection reason) {
        return GOES_ON.contains(reason);
    }

    /** Most strangers are told in their cloud's words that there is nothing for them. */
    static @Nullable Rejection stranger(HttpServerRequest request, Caller stranger) {
        if (stranger.refusal()
                .filter(reason -> reason == Refusal.CONTAINER_ENDED)
                .isPresent()) {
            // If the engine was wrong about its end, it is recognised anew with its next connection.
            request.response().putHeader("Connection", "close");
        }
        return stranger.refusal().filter(Refusal::isTemporary).isPresent() ? Rejection.ENGINE_UNAVAILABLE : null;
    }

    private @Nullable Rejection checkHost(HttpServerRequest request) {
        String host = request.headers().get(HttpHeaders.HOST);
        if (host == null) {
            return request.version() == HttpVersion.HTTP_1_0 ? null : Rejection.MALFORMED;
        }
        // A second one would be believed by somebody else (RFC 9112 3.2).
        if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            return Rejection.MALFORMED;
        }
        return hosts.trusts(host) ? null : Rejection.UNTRUSTED_HOST;
    }

    private static @Nullable Rejection checkBody(HttpServerRequest request) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return null;
        }
        try {
            return Long.parseLong(length) > LARGEST_BODY ? Rejection.BODY_TOO_LARGE : null;
        } catch (NumberFormatException notALength) {
            return Rejection.MALFORMED;
        }
    }
}
