package dev.credence.source.ims;

import dev.credence.credential.Outcome;
import dev.credence.source.NoAnswer;
import dev.credence.source.WebApi;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The one table from what a metadata service answers, or does not, to what it means. */
final class ImsErrors {
    static final String UNREADABLE = "ims.unreadable";
    static final String NOT_FOUND = "ims.not_found";
    static final String ROLE_INVALID = "ims.role_invalid";

    private static final String DENIED = "ims.denied";
    private static final String THROTTLED = "ims.throttled";
    private static final String UNAVAILABLE = "ims.unavailable";
    private static final String UNREACHABLE = "ims.unreachable";
    private static final String TIMEOUT = "ims.timeout";
    private static final String RATE_LIMITED = "ims.rate_limited";
    private static final String POOL_EXHAUSTED = "ims.pool_exhausted";
    /** Trouble on our side of the wire: it says nothing about how the service is doing. */
    private static final Set<String> OWN_TROUBLE = Set.of(RATE_LIMITED, POOL_EXHAUSTED);

    private static final Duration NO_HINT = Duration.ofSeconds(1);
    private static final String CODE = "[A-Za-z0-9._:-]{1,64}";

    private ImsErrors() {}

    static boolean isOwnTrouble(Outcome.Failure failure) {
        return OWN_TROUBLE.contains(failure.code());
    }

    /**
     * An answer with a status that is no success.
     *
     * @param what was asked of whom: {@code GET /path of http://host}
     */
    static Outcome.Failure ofStatus(String what, int status, Optional<Duration> retryAfter) {
        String said = what + " answered " + status;
        if (status == 429 || (status == 503 && retryAfter.isPresent())) {
            return new Outcome.Throttled(THROTTLED, said + " and asks for patience", retryAfter.orElse(NO_HINT));
        }
        return switch (status) {
            case 401 ->
                new Outcome.Denied(
                        DENIED, said + ": it wants a session token, and takes none that it gives this gateway");
            case 403 -> new Outcome.Denied(DENIED, said + ": it gives this gateway nothing; permit it there");
            case 404 -> new Outcome.NotFound(NOT_FOUND, said + ": it has no such role, or prefix is not right");
            case 407 ->
                new Outcome.Unavailable(
                        UNREACHABLE, said + ": the proxy wants a password; have it let the gateway pass without");
            default -> other(said, status);
        };
    }

    private static Outcome.Failure other(String said, int status) {
        if (status >= 500 || status == 408) {
            return new Outcome.Unavailable(UNAVAILABLE, said);
        }
        return status >= 400
                ? new Outcome.Denied(DENIED, said)
                : new Outcome.Unavailable(UNREADABLE, said + ", which is neither an answer nor a refusal");
    }

    /**
     * A document that holds another code than success.
     *
     * @param message of the service, which may be empty
     */
    static Outcome.Failure ofCode(String code, String message) {
        String safe = code.matches(CODE) ? code : "something unreadable";
        String said = "the metadata service says " + safe + (message.isBlank() ? "" : ": " + WebApi.firstLine(message));
        String lower = safe.toLowerCase(Locale.ROOT);
        if (lower.contains("throttl") || lower.contains("toomanyrequests")) {
            return new Outcome.Throttled(THROTTLED, said, NO_HINT);
        }
        if (lower.contains("unavailable") || lower.contains("internal") || lower.contains("timeout")) {
            return new Outcome.Unavailable(UNAVAILABLE, said);
        }
        return new Outcome.Denied(DENIED, said);
    }

    /** No complete answer. */
    static Outcome.Failure noAnswer(String what, Throwable cause) {
        String words = WebApi.firstLine(NoAnswer.words(cause));
        return switch (NoAnswer.of(cause)) {
            case POOL_EXHAUSTED ->
                new Outcome.Unavailable(POOL_EXHAUSTED, "too many requests wait for an answer to " + what);
            case TIMEOUT -> timeout(what);
            case TOO_LARGE -> unreadable(what, words);
            case TLS_FAILED ->
                new Outcome.Unavailable(
                        "ims.tls_failed",
                        what + " was not asked, because the server cannot be trusted: " + words
                                + "; name its authority in tls.ca-certificate");
            case UNREACHABLE -> new Outcome.Unavailable(UNREACHABLE, what + " got no answer: " + words);
        };
    }

    static Outcome.Failure timeout(String what) {
        return new Outcome.Unavailable(TIMEOUT, what + " got no answer in time");
    }

    static Outcome.Failure unreadable(String what, String why) {
        return new Outcome.Unavailable(UNREADABLE, "the answer to " + what + " makes no sense: " + why);
    }

    static Outcome.Failure rateLimited(String backend) {
        return new Outcome.Throttled(
                RATE_LIMITED,
                "rate-limit of back end " + backend + " is used up; the metadata service was not asked",
                NO_HINT);
    }

    static Outcome.Failure internal(Throwable cause) {
        return new Outcome.Unavailable(
                "ims.internal", "unexpected " + cause.getClass().getSimpleName() + ", see the log of the gateway");
    }

    static Outcome.Failure noRole() {
        return new Outcome.NotFound(NOT_FOUND, "the metadata service lists no role, and its first one is wanted");
    }

    static Outcome.Failure roleInvalid() {
        return new Outcome.Denied(
                ROLE_INVALID, "the role is not a name that a metadata service lists (letters, digits and _+=,.@-)");
    }
}
