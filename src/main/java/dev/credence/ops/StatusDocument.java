package dev.credence.ops;

import dev.credence.credential.CredentialStatus;
import dev.credence.telemetry.Instance;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** The page {@code /status}: all that a gateway tells of itself. Holds no secret. Any thread. */
public final class StatusDocument {
    private StatusDocument() {}

    /** Fails when the credential service does not answer. */
    public static Future<JsonObject> of(OpsParts parts) {
        return credentials(parts).map(held -> outline(parts)
                .mergeIn(StatusPage.status(
                        held, parts.backends().get(), parts.clock().instant()))
                .put(
                        "callers",
                        CallersPage.of(parts.engines().get(), parts.callers().get())));
    }

    /** Whether everything that is fetched by itself can be served or issued; fails as {@link #of}. */
    public static Future<Boolean> isReady(OpsParts parts) {
        return credentials(parts).map(StatusPage::isReady);
    }

    /** What can be told without asking the credential service; its lists are there and empty but that of back ends. */
    public static JsonObject outline(OpsParts parts) {
        return identify(new JsonObject().put("version", parts.version()), parts.instance())
                .put("stopping", parts.stopping().getAsBoolean())
                .put("connections", parts.connections().getAsInt())
                .mergeIn(StatusPage.status(
                        List.of(), parts.backends().get(), parts.clock().instant()));
    }

    /** Says which run answers: two may listen at one address. */
    static JsonObject identify(JsonObject page, Instance instance) {
        return page.put("instance", instance.id())
                .put("pid", instance.pid())
                .put("started", instance.started().toString());
    }

    /** Those that are awaited, and those that are held. */
    static Future<List<CredentialStatus>> credentials(OpsParts parts) {
        return parts.credentials().status().map(held -> Stream.concat(parts.awaited().get().stream(), held.stream())
                .toList());
    }
}
