package dev.credence.dev;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Azure's login endpoint for applications, {@code POST /TENANT/oauth2/v2.0/token}: the other half of {@code azure/creds}.
 */
final class AzureLogin {
    private final AzureClients clients;
    private final AzureTokens tokens;
    private final Lifetime lifetime;

    AzureLogin(AzureClients clients, AzureTokens tokens, Lifetime lifetime) {
        this.clients = clients;
        this.tokens = tokens;
        this.lifetime = lifetime;
    }

    /** True if the path is the token endpoint of some tenant. */
    static boolean serves(List<String> path) {
        return path.size() == 4 && path.subList(1, 4).equals(List.of("oauth2", "v2.0", "token"));
    }

    /** Answers a call whose path begins with the tenant and whose parameters are the form. */
    VaultAnswer answer(VaultCall call) {
        if (call.operation() != VaultCall.Operation.WRITE) {
            return VaultAnswer.unsupportedOperation();
        }
        if (!call.segment(0).equals(DevIdentity.AZURE_TENANT_ID)) {
            return refused(400, "invalid_request", 90002, "Tenant '" + call.segment(0) + "' not found.");
        }
        if (!call.text("grant_type").orElse("").equals("client_credentials")) {
            return refused(400, "unsupported_grant_type", 70003, "Only client_credentials is served.");
        }
        String scope = call.text("scope").orElse("");
        if (!scope.endsWith("/.default")) {
            return refused(400, "invalid_scope", 1002012, "The provided value for scope " + scope + " is not valid.");
        }
        String clientId = call.text("client_id").orElse("");
        if (!clients.mayLogIn(clientId, call.text("client_secret").orElse(""))) {
            return refused(401, "invalid_client", 7000215, "Invalid client secret provided.");
        }
        return VaultAnswer.plain(tokens.asNumbers(clientId, scope, lifetime.limit()));
    }

    private static VaultAnswer refused(int status, String error, int code, String text) {
        JsonObject body = new JsonObject()
                .put("error", error)
                .put("error_description", "AADSTS" + code + ": " + text)
                .put("error_codes", new JsonArray().add(code));
        return new VaultAnswer(status, body, false);
    }
}
