package dev.credence.source.google;

import dev.credence.credential.Outcome;
import dev.credence.source.WebApi;
import io.vertx.core.json.JsonObject;

/** The one table from the refusals of Google's APIs, {@code {"error":{"code","message","status"}}}, to what they mean. */
final class IamErrors {
    private IamErrors() {}

    /**
     * What a refusal means.
     *
     * @param message of Google, without secrets
     */
    static Outcome.Failure of(String endpoint, int status, JsonObject body, String message) {
        String word =
                body.getValue("error") instanceof JsonObject error && error.getValue("status") instanceof String text
                        ? " " + WebApi.firstLine(text)
                        : "";
        String what =
                endpoint + " answered " + status + word + (message.isEmpty() ? "" : ": " + WebApi.firstLine(message));
        return switch (status) {
            case 401, 403 ->
                new Outcome.Denied(
                        "gcp.permission_denied",
                        what + "; the account needs iam.serviceAccounts.getOpenIdToken on itself, as in the role"
                                + " roles/iam.serviceAccountOpenIdTokenCreator");
            case 404 -> new Outcome.NotFound("gcp.account_not_found", what);
            default -> new Outcome.Denied("gcp.bad_request", what);
        };
    }

    /** The message of an error, as it came; empty if there is none. */
    static String message(JsonObject body) {
        return body.getValue("error") instanceof JsonObject error && error.getValue("message") instanceof String text
                ? text
                : "";
    }
}
