package dev.credence.ops;

import dev.credence.caller.EngineStatus;
import dev.credence.caller.RecentCaller;
import io.vertx.core.json.JsonObject;

/** Who came and whom it was taken for, as JSON. Holds nothing of any container's environment or labels. */
final class CallersPage {
    private CallersPage() {}

    static JsonObject engine(EngineStatus engine) {
        JsonObject shown = new JsonObject()
                .put("address", engine.address())
                .put("state", engine.state())
                .put("since", engine.since().toString())
                .put("api", engine.api())
                .put("containers", engine.containers());
        engine.lastError().ifPresent(error -> shown.put("last_error", error));
        engine.lastErrorAt().ifPresent(at -> shown.put("last_error_at", at.toString()));
        return shown;
    }

    static JsonObject caller(RecentCaller caller) {
        JsonObject shown = new JsonObject()
                .put("name", caller.name())
                .put("address", caller.address())
                .put("rule", caller.rule())
                .put("match", caller.match());
        caller.container().ifPresent(id -> shown.put("container", id));
        caller.image().ifPresent(image -> shown.put("image", image));
        caller.refusal().ifPresent(reason -> shown.put("reason", reason).put("why", RefusalWords.of(reason)));
        return shown.put("seen", caller.seen().toString());
    }
}
