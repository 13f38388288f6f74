package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** How a request to Vault ended. */
sealed interface VaultReply {

    /**
     * Vault did as it was asked.
     *
     * @param body the JSON answer, empty if there was none; it holds secrets
     * @param asked the wall clock just before the request was sent: lives are counted from here, because Vault may
     *     have started them at any time since
     * @param token that it was asked with
     */
    record Ok(JsonObject body, Instant asked, Secret token) implements VaultReply {
        /** Without the body. */
        @Override
        public String toString() {
            return "Ok[asked=" + asked + "]";
        }
    }

    /**
     * It did not.
     *
     * @param tokenRefused whether another token might be accepted (status 403)
     */
    record Failed(Outcome.Failure failure, boolean tokenRefused) implements VaultReply {}
}
