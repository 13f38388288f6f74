package dev.credence.provider.azure;

import dev.credence.credential.Outcome;
import dev.credence.provider.Document;
import dev.credence.provider.ErrorTable;
import dev.credence.provider.FailureText;
import dev.credence.provider.Rejection;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * How an identity endpoint says no (wire contract 4.2, 4.5). What may pass is 429 or 503 and asks to come back: SDKs
 * retry 404 and 410 too, but for a minute and more.
 */
enum Dialect implements ErrorTable {
    /** Virtual machines. */
    IMDS {
        @Override
        Document error(int status, String error, String message, String... headers) {
            return json(status, new JsonObject().put("error", error).put("error_description", message), headers);
        }
    },
    /** App Service, Functions and Container Apps. */
    APP_SERVICE {
        @Override
        Document error(int status, String error, String message, String... headers) {
            return json(status, new JsonObject().put("statusCode", status).put("message", message), headers);
        }
    };

    private static final String JSON = "application/json";
    private static final String INVALID_SCOPE = "invalid_scope";

    /**
     * An error of this dialect.
     *
     * @param error the code of OAuth, which not every dialect shows
     * @param headers further names and values in turn
     */
    abstract Document error(int status, String error, String message, String... headers);

    /** The answer to a request that makes no sense. */
    Document of(TokenRequest.Fault fault) {
        return error(400, fault.error(), fault.message());
    }

    /** The answer to a method that there is not. */
    Document methodNotAllowed() {
        return error(405, "method_not_allowed", "Only GET and HEAD", "Allow", "GET, HEAD");
    }

    @Override
    public Document of(Outcome.Failure failure, Instant now) {
        if (failure instanceof Outcome.Refusal) {
            String code = code(failure);
            return error(
                    400, code, code.equals(TokenQueries.INVALID_REQUEST) ? FailureText.of(failure) : noToken(failure));
        }
        if (failure instanceof Outcome.Throttled throttled) {
            return error(
                    429, "too_many_requests", FailureText.of(failure), "Retry-After", seconds(throttled.retryAfter()));
        }
        return error(503, "temporarily_unavailable", FailureText.of(failure), "Retry-After", "1");
    }

    @Override
    public Document of(Rejection reason) {
        return switch (reason) {
            case TOO_MANY_REQUESTS -> error(429, "too_many_requests", "This caller asks too often", "Retry-After", "1");
            case ENGINE_UNAVAILABLE ->
                error(503, "temporarily_unavailable", "It cannot be told who asks", "Retry-After", "1");
            case FORWARDED ->
                error(400, TokenQueries.INVALID_REQUEST, "A request with X-Forwarded-For is not answered");
            case UNTRUSTED_HOST ->
                error(
                        reason.status(),
                        TokenQueries.INVALID_REQUEST,
                        "The Host header is no address and not among the listener's hosts");
            // What a machine says that has no identity; SDKs then ask elsewhere.
            case PROVIDER_OFF -> of(TokenQueries.IDENTITY_NOT_FOUND);
            case INTERNAL -> error(reason.status(), "server_error", "A defect of the gateway, see its log");
            default ->
                error(
                        reason.status(),
                        TokenQueries.INVALID_REQUEST,
                        reason.label().replace('_', ' '));
        };
    }

    /** Which of the codes that SDKs know it is: issuers name what they refused at the end of theirs. */
    private static String code(Outcome.Failure failure) {
        if (failure.code().endsWith(TokenQueries.INVALID_RESOURCE)) {
            return TokenQueries.INVALID_RESOURCE;
        }
        return failure.code().endsWith(INVALID_SCOPE) ? INVALID_SCOPE : TokenQueries.INVALID_REQUEST;
    }

    /** It is not the role that is refused. */
    private static String noToken(Outcome.Failure failure) {
        return "the directory has no token for this resource (" + failure.code() + ")";
    }

    /** Whole seconds, at least one: a wait that is cut short would be answered the same. */
    private static String seconds(Duration patience) {
        return Long.toString(Math.max(1, patience.plusMillis(999).toSeconds()));
    }

    private static Document json(int status, JsonObject body, String... headers) {
        return Document.of(status, JSON, body.toBuffer(), headers);
    }
}
