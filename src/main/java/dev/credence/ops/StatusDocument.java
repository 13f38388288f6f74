package dev.credence.ops;

import dev.credence.credential.CredentialStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The page {@code /status} for whoever asks without the listener: all that a gateway tells of itself but what is sampled
 * for the console. Holds no secret. Any thread.
 */
public final class StatusDocument {
    /** What an answer of the credential service would be made from. */
    private static final List<String> UNKNOWN = List.of("ready", "findings", "keys", "states");

    private StatusDocument() {}

    /** Fails when the credential service does not answer. */
    public static Future<JsonObject> of(OpsParts parts) {
        return view(parts).map(StatusPage::status);
    }

    /** Whether everything that is fetched by itself can be served or issued; fails as {@link #of}. */
    public static Future<Boolean> isReady(OpsParts parts) {
        return view(parts).map(OpsView::isReady);
    }

    /** What can be told without asking the credential service, of whose credentials there are none then. */
    public static JsonObject outline(OpsParts parts) {
        JsonObject page = StatusPage.status(view(parts, List.of()));
        UNKNOWN.forEach(page::remove);
        return page;
    }

    private static Future<OpsView> view(OpsParts parts) {
        return parts.credentials().status().map(held -> view(parts, OpsView.withAwaited(parts, held)));
    }

    private static OpsView view(OpsParts parts, List<CredentialStatus> credentials) {
        return OpsView.of(parts, credentials, List.of(), List.of(), Optional.empty());
    }
}
