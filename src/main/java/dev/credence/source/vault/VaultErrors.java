package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.source.NoAnswer;
import dev.credence.telemetry.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one table from what Vault answers, or fails to answer, to what that means (wire.md 5.3).
 *
 * <p>Messages hold Vault's own words, cut and cleaned, and a hint what to do. Tokens are taken out of them.
 */
final class VaultErrors {
    /** No permission of the configured rate limit was to be had in time; Vault was not asked. */
    static final String RATE_LIMITED = "vault.rate_limited";
    /** All connections are taken and too many requests wait already; Vault was not asked. */
    static final String POOL_EXHAUSTED = "vault.pool_exhausted";

    static final String PERMISSION_DENIED = "vault.permission_denied";
    static final String TLS_FAILED = "vault.tls_failed";
    static final String BAD_ANSWER = "vault.bad_answer";

    private static final int LONGEST_TEXT = 300;
    private static final int LONG_TOKEN = 8;
    private static final Duration NO_HINT = Duration.ofSeconds(1);

    private static final Pattern NOT_FOUND = Pattern.compile(
            "role \\S* ?(was )?not found|unknown role|(role|role set|account) \\S+ does not exists?",
            Pattern.CASE_INSENSITIVE);
    /** Vault answers 400 also when the cloud could not be reached or had no time. */
    private static final Pattern CLOUD_TROUBLE = Pattern.compile(
            "RequestError: send request failed|ServiceUnavailable|InternalFailure|Throttling|Rate exceeded");

    private static final Pattern CLOUD_REFUSED = Pattern.compile("AccessDenied|not authorized to perform");
    private static final Pattern TOKEN =
            Pattern.compile("\\b(hv[sbr]\\.[\\w-]+|[sbr]\\.\\w{24,}|eyJ[\\w-]+\\.[\\w.-]+)");

    private VaultErrors() {}

    /** What an answer with a status of 300 or more means. */
    static Outcome.Failure ofStatus(
            VaultRequest request, int status, Optional<Duration> retryAfter, Buffer body, Secret token) {
        String said = said(body, request, token);
        String what = "Vault answered " + status + " to " + request.path() + (said.isEmpty() ? "" : ": " + said);
        return switch (status) {
            case 400 -> badRequest(said, what);
            case 403 ->
                new Outcome.Denied(
                        PERMISSION_DENIED,
                        what
                                + (token.isEmpty()
                                        ? "; the role of the login must accept what the gateway shows"
                                        : "; the token's policy must allow reading that path, and the token must be"
                                                + " alive"));
            case 404 -> notFound(said, what);
            case 405 ->
                new Outcome.Denied(
                        "vault.unsupported_operation", what + "; is this mount of the kind that is configured?");
            case 408, 425 -> new Outcome.Unavailable("vault.unavailable", what);
            case 412 -> new Outcome.Unavailable("vault.replica_behind", what);
            case 429 -> new Outcome.Throttled("vault.throttled", what, retryAfter.orElse(NO_HINT));
            case 472, 473 ->
                new Outcome.Unavailable(
                        "vault.standby", what + "; this node is a standby that does not serve, ask another");
            case 501 -> new Outcome.Unavailable("vault.not_initialized", what + "; initialise Vault");
            case 503 ->
                said.contains("sealed")
                        ? new Outcome.Unavailable("vault.sealed", what + "; unseal Vault")
                        : new Outcome.Unavailable("vault.unavailable", what);
            default -> other(status, what);
        };
    }

    /** What it means that there was no complete answer. */
    static Outcome.Failure ofFailure(
            VaultRequest request, Hop hop, Throwable cause, Secret token, ConnectionTrouble trouble) {
        String where = where(hop);
        String why = clean(NoAnswer.words(cause), request, token);
        return switch (NoAnswer.of(cause)) {
            case POOL_EXHAUSTED -> new Outcome.Unavailable(POOL_EXHAUSTED, "too many requests wait for " + where);
            case TIMEOUT -> timeout(request, hop);
            case TOO_LARGE -> badAnswer(request, why);
            case TLS_FAILED ->
                new Outcome.Unavailable(TLS_FAILED, where + ": " + clean(trouble.explain(cause), request, token));
            case UNREACHABLE -> {
                String hint = cause instanceof UnknownHostException ? "; check the address and the resolver" : "";
                yield new Outcome.Unavailable("vault.unreachable", where + " cannot be reached: " + why + hint);
            }
        };
    }

    /** Whether Vault says more than that something is not permitted: newer versions do, where a token is unknown to them. */
    static boolean saysThatTokenEnded(Outcome.Failure failure) {
        return failure.code().equals(PERMISSION_DENIED) && failure.message().contains("invalid token");
    }

    /** Vault was given all the time there is. */
    static Outcome.Unavailable timeout(VaultRequest request, Hop hop) {
        return new Outcome.Unavailable("vault.timeout", where(hop) + " did not answer " + request.path() + " in time");
    }

    /** Our own limit was reached. */
    static Outcome.Throttled rateLimited(String backend, Duration retryAfter) {
        return new Outcome.Throttled(
                RATE_LIMITED,
                "requests to " + backend + " exceed its rate-limit; raise it or configure fewer credentials",
                retryAfter);
    }

    /** Vault answered something that cannot be made sense of. */
    static Outcome.Unavailable badAnswer(VaultRequest request, String why) {
        return new Outcome.Unavailable(
                BAD_ANSWER, "the answer to " + request.path() + " makes no sense: " + why + "; is this a Vault?");
    }

    /** A redirect that is not followed. */
    static Outcome.Unavailable redirectRefused(VaultRequest request, String why) {
        return new Outcome.Unavailable(
                "vault.redirect_refused",
                "a redirect of " + request.path() + " is not followed: " + why + "; configure the final address");
    }

    private static String where(Hop hop) {
        return "Vault at " + hop.socket().map(SocketAddress::path).orElseGet(() -> hop.host() + ':' + hop.port());
    }

    private static Outcome.Failure badRequest(String said, String what) {
        if (NOT_FOUND.matcher(said).find()) {
            return new Outcome.NotFound(
                    "vault.role_not_found", what + "; write the role in Vault or correct its name here");
        }
        if (CLOUD_TROUBLE.matcher(said).find()) {
            return new Outcome.Unavailable("vault.cloud_unavailable", what);
        }
        if (CLOUD_REFUSED.matcher(said).find()) {
            return new Outcome.Denied(
                    "vault.cloud_denied", what + "; the trust policy of the role must allow Vault's own identity");
        }
        return new Outcome.Denied("vault.bad_request", what);
    }

    private static Outcome.Failure notFound(String said, String what) {
        if (said.contains("no handler for route")) {
            return new Outcome.NotFound(
                    "vault.mount_not_found", what + "; enable the engine there, or correct mount and namespace here");
        }
        return NOT_FOUND.matcher(said).find()
                ? new Outcome.NotFound("vault.role_not_found", what)
                : new Outcome.NotFound("vault.path_not_found", what + "; correct mount, role and namespace");
    }

    private static Outcome.Failure other(int status, String what) {
        if (status >= 500) {
            return new Outcome.Unavailable("vault.upstream_failed", what);
        }
        return status >= 400
                ? new Outcome.Denied("vault.bad_request", what)
                : new Outcome.Unavailable(BAD_ANSWER, what + "; is this a Vault?");
    }

    /** The texts of {@code errors}; nothing if the body is not Vault's, such as a load balancer's page. */
    private static String said(Buffer body, VaultRequest request, Secret token) {
        try {
            if (body.length() > 0
                    && Json.decodeValue(body) instanceof JsonObject answer
                    && answer.getValue("errors") instanceof JsonArray errors) {
                return clean(
                        errors.stream()
                                .filter(String.class::isInstance)
                                .map(String.class::cast)
                                .collect(Collectors.joining("; ")),
                        request,
                        token);
            }
            return "";
        } catch (DecodeException notJson) {
            return "";
        }
    }

    /** A token of a few letters, as people use in trials, is taken out as a word only: it is part of many others. */
    private static String masked(String text, Secret token) {
        if (token.isEmpty()) {
            return text;
        }
        return token.reveal().length() >= LONG_TOKEN
                ? text.replace(token.reveal(), token.toString())
                : text.replaceAll("\\b" + Pattern.quote(token.reveal()) + "\\b", token.toString());
    }

    private static String clean(String text, VaultRequest request, Secret token) {
        String masked = masked(text, token);
        for (Secret secret : request.secrets()) {
            masked = masked(masked, secret);
        }
        String oneLine = TOKEN.matcher(masked)
                .replaceAll("***")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return oneLine.length() <= LONGEST_TEXT ? oneLine : oneLine.substring(0, LONGEST_TEXT) + "...";
    }
}
