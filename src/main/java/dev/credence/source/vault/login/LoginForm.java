package dev.credence.source.vault.login;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What is sent to log in, or why there is nothing to send. */
public sealed interface LoginForm {

    /**
     * Ready to be sent.
     *
     * @param below path segments after {@code auth/<mount>/login}
     * @param fields the body; it holds secrets
     * @param secrets those, to be taken out of whatever is said about the login
     */
    record Filled(List<String> below, JsonObject fields, List<Secret> secrets) implements LoginForm {
        /** Without the fields. */
        @Override
        public String toString() {
            return "Filled[below=" + below + "]";
        }
    }

    /** Something is missing on our side; Vault is not asked. */
    record Blank(Outcome.Failure failure) implements LoginForm {}
}
