package dev.credence.source.vault.login;

import dev.credence.config.VaultAuth;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.Optional;

/** Proves which virtual machine, or scale set, the gateway runs on, with a token of its managed identity. */
final class AzureLogin implements LoginMethod {
    private static final String TOKEN = "/metadata/identity/oauth2/token?api-version=2018-02-01"
            + "&resource=https%3A%2F%2Fmanagement.azure.com%2F";
    private static final String INSTANCE = "/metadata/instance?api-version=2021-02-01";

    private final VaultAuth.Azure auth;
    private final MetadataService metadata;

    AzureLogin(Vertx vertx, VaultAuth.Azure auth) {
        this.auth = auth;
        this.metadata = new MetadataService(vertx, auth.metadata(), "Metadata", "true");
    }

    @Override
    public Future<LoginForm> form() {
        return metadata.get(TOKEN, this::token);
    }

    @Override
    public void close() {
        metadata.close();
    }

    private Future<LoginForm> token(HttpResponse<Buffer> answer) {
        String token = json(answer).map(body -> text(body, "access_token")).orElse("");
        return token.isEmpty()
                ? metadata.missing("gave no token")
                : metadata.get(INSTANCE, instance -> form(Secret.of(token), instance));
    }

    private Future<LoginForm> form(Secret token, HttpResponse<Buffer> answer) {
        Optional<JsonObject> compute = json(answer)
                .flatMap(body ->
                        body.getValue("compute") instanceof JsonObject object ? Optional.of(object) : Optional.empty());
        if (compute.isEmpty()) {
            return metadata.missing("did not tell which machine this is");
        }
        JsonObject machine = compute.get();
        JsonObject fields = new JsonObject()
                .put("role", auth.role())
                .put("jwt", token.reveal())
                .put("subscription_id", text(machine, "subscriptionId"))
                .put("resource_group_name", text(machine, "resourceGroupName"));
        String scaleSet = text(machine, "vmScaleSetName");
        if (scaleSet.isEmpty()) {
            fields.put("vm_name", text(machine, "name"));
        } else {
            fields.put("vmss_name", scaleSet);
        }
        return Future.succeededFuture(new LoginForm.Filled(List.of(), fields, List.of(token)));
    }

    private static String text(JsonObject object, String field) {
        return object.getValue(field) instanceof String text ? text : "";
    }

    /** The parser's message quotes the text, which may be a secret. */
    private static Optional<JsonObject> json(HttpResponse<Buffer> answer) {
        try {
            return answer.body() != null && Json.decodeValue(answer.body()) instanceof JsonObject object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (DecodeException notJson) {
            return Optional.empty();
        }
    }
}
