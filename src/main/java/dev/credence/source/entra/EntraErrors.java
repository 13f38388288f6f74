package dev.credence.source.entra;

import dev.credence.credential.Outcome;
import dev.credence.source.WebApi;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one table from the refusals of Entra's token endpoint to what they mean.
 *
 * <p>Its {@code error} says little; the number in {@code error_codes}, which also begins the description, says which
 * refusal it is (the list of AADSTS error codes in Microsoft's documentation of the identity platform). Descriptions
 * hold trace ids, which Microsoft's support asks for, in their later lines; the first is enough here.
 */
final class EntraErrors {
    /** The application or its password is not known. That may pass: both take minutes to be known everywhere. */
    static final String PRINCIPAL_REJECTED = "azure.principal_rejected";

    static final String INVALID_RESOURCE = "azure.invalid_resource";
    static final String INVALID_SCOPE = "azure.invalid_scope";

    /** Wrong or ended password; no such application; application without a service principal in the directory. */
    private static final Set<Integer> PRINCIPAL = Set.of(7000215, 7000222, 700016, 7000229);
    /** No such resource in the directory, it is disabled there, or the application has no permission to it. */
    private static final Set<Integer> RESOURCE = Set.of(500011, 500014, 650052, 650057);

    private static final Set<Integer> SCOPE = Set.of(70011, 1002012);
    private static final Set<Integer> TENANT = Set.of(90002, 900023, 900021);
    private static final Pattern NUMBER = Pattern.compile("AADSTS([0-9]{1,9})");

    private EntraErrors() {}

    /**
     * What a refusal means.
     *
     * @param description without secrets
     */
    static Outcome.Failure of(String authority, int status, JsonObject body, String description) {
        String error = body.getValue("error") instanceof String text ? text : "";
        int number = number(body, description);
        String what =
                authority + " answered " + status + (description.isEmpty() ? "" : ": " + WebApi.firstLine(description));
        if (PRINCIPAL.contains(number)) {
            return new Outcome.Unavailable(PRINCIPAL_REJECTED, what);
        }
        if (RESOURCE.contains(number) || error.equals("invalid_resource")) {
            return new Outcome.Denied(
                    INVALID_RESOURCE,
                    what + "; the resource must exist in the directory and the application may use it");
        }
        if (SCOPE.contains(number) || error.equals("invalid_scope")) {
            return new Outcome.Denied(INVALID_SCOPE, what + "; is this a resource that tokens are for?");
        }
        if (TENANT.contains(number)) {
            return new Outcome.Denied("azure.invalid_tenant", what + "; correct tenant-id or Vault's configuration");
        }
        return error.equals("temporarily_unavailable") || error.equals("server_error")
                ? new Outcome.Unavailable("azure.unavailable", what)
                : new Outcome.Denied("azure.denied", what);
    }

    private static int number(JsonObject body, String description) {
        if (body.getValue("error_codes") instanceof JsonArray codes
                && !codes.isEmpty()
                && codes.getValue(0) instanceof Number first) {
            return first.intValue();
        }
        return Optional.of(NUMBER.matcher(description))
                .filter(Matcher::find)
                .map(found -> Integer.parseInt(found.group(1)))
                .orElse(0);
    }
}
