package dev.credence.source.vault.login;

import dev.credence.config.VaultAuth;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Proves which service account the instance has, with a token that Google signs for Vault's role alone. */
final class GcpLogin implements LoginMethod {
    private static final String FLAVOR = "Metadata-Flavor";
    private static final String GOOGLE = "Google";

    private final VaultAuth.Gcp auth;
    private final MetadataService metadata;

    GcpLogin(Vertx vertx, VaultAuth.Gcp auth) {
        this.auth = auth;
        this.metadata = new MetadataService(vertx, auth.metadata(), FLAVOR, GOOGLE);
    }

    @Override
    public Future<LoginForm> form() {
        String audience = URLEncoder.encode("vault/" + auth.role(), StandardCharsets.UTF_8);
        return metadata.get(
                "/computeMetadata/v1/instance/service-accounts/default/identity?audience=" + audience + "&format=full",
                this::form);
    }

    @Override
    public void close() {
        metadata.close();
    }

    private Future<LoginForm> form(HttpResponse<Buffer> answer) {
        String token =
                answer.bodyAsString() == null ? "" : answer.bodyAsString().strip();
        if (!GOOGLE.equals(answer.getHeader(FLAVOR)) || !token.matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+")) {
            return metadata.missing("gave no identity token; is it Google's?");
        }
        return Future.succeededFuture(new LoginForm.Filled(
                List.of(), new JsonObject().put("role", auth.role()).put("jwt", token), List.of(Secret.of(token))));
    }
}
