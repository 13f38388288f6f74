package dev.credence.source.vault.login;

import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A login whose secret is in a file: a JSON web token, a password, a secret id. */
final class FileLogin implements LoginMethod {
    private final SecretFile file;
    private final String field;
    private final List<String> below;
    private final JsonObject others;

    /**
     * @param field where the secret goes
     * @param below as {@link LoginForm.Filled#below()}
     * @param others the other fields, which are no secrets
     */
    FileLogin(SecretFile file, String field, List<String> below, JsonObject others) {
        this.file = file;
        this.field = field;
        this.below = below;
        this.others = others;
    }

    @Override
    public Future<LoginForm> form() {
        return file.read(secret -> Future.succeededFuture(form(secret)));
    }

    private LoginForm form(Secret secret) {
        return new LoginForm.Filled(below, others.copy().put(field, secret.reveal()), List.of(secret));
    }
}
