package dev.credence.provider.aws;

import dev.credence.credential.Outcome;
import dev.credence.provider.Document;
import dev.credence.provider.ErrorTable;
import dev.credence.provider.FailureText;
import dev.credence.provider.Rejection;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * Answers of the container endpoint (wire contract 2.4, 2.5). Content types are exact, because the SDK for Go parses an
 * error only under {@code application/json}; names come in both cases, because SDKs differ in which they read.
 */
final class ContainerAnswers {
    private static final String JSON = "application/json";

    static final Document MALFORMED = error(400, "InvalidRequest", "the path names no credential");
    static final Document NO_TOKEN = error(401, "Unauthorized", "the Authorization header is missing or wrong");
    static final Document NOT_ENTITLED = error(403, "AccessDenied", "this caller may not have that credential");
    static final Document UNKNOWN = error(404, "NotFound", "no such credential");
    static final Document NO_ROLE = error(404, "NotFound", "this caller names no role");
    static final Document METHOD = error(405, "MethodNotAllowed", "only GET and HEAD", "Allow", "GET, HEAD");

    static final ErrorTable ERRORS = new ErrorTable() {
        @Override
        public Document of(Outcome.Failure failure, Instant now) {
            return failure(failure);
        }

        @Override
        public Document of(Rejection reason) {
            return rejection(reason);
        }
    };

    private ContainerAnswers() {}

    static Document json(JsonObject body) {
        return Document.of(200, JSON, body.toBuffer());
    }

    /** What a caller gets instead of credentials. */
    private static Document failure(Outcome.Failure failure) {
        if (failure instanceof Outcome.Refusal) {
            return error(403, "AssumeRoleUnauthorizedAccess", FailureText.of(failure));
        }
        if (failure instanceof Outcome.Throttled throttled) {
            // The SDK for Go retries because of this code, whatever the status.
            return error(
                    429,
                    "ThrottlingException",
                    FailureText.of(failure),
                    "Retry-After",
                    seconds(throttled.retryAfter()));
        }
        return error(503, "ServiceUnavailable", FailureText.of(failure), "Retry-After", "1");
    }

    /** What a caller gets whose request may not be handled. */
    private static Document rejection(Rejection reason) {
        return switch (reason) {
            case TOO_MANY_REQUESTS ->
                error(429, "ThrottlingException", "this caller asks too often", "Retry-After", "1");
            case ENGINE_UNAVAILABLE ->
                error(503, "ServiceUnavailable", "it cannot be told who asks", "Retry-After", "1");
            case FORWARDED -> error(403, "AccessDenied", "a request with X-Forwarded-For is not answered");
            case UNTRUSTED_HOST ->
                error(403, "AccessDenied", "the Host header is no address and not among the listener's hosts");
            case PROVIDER_OFF -> error(404, "NotFound", "AWS is not among the providers of this listener");
            case INTERNAL -> error(500, "InternalError", "a defect of the gateway, see its log");
            default -> error(reason.status(), "InvalidRequest", reason.label().replace('_', ' '));
        };
    }

    /** Whole seconds, at least one: a wait that is cut short would be answered the same. */
    private static String seconds(Duration patience) {
        return Long.toString(Math.max(1, patience.plusMillis(999).toSeconds()));
    }

    private static Document error(int status, String code, String message, String... headers) {
        JsonObject body = new JsonObject()
                .put("code", code)
                .put("message", message)
                .put("Code", code)
                .put("Message", message);
        return Document.of(status, JSON, body.toBuffer(), headers);
    }
}
