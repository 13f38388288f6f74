package dev.credence.ops;

import dev.credence.caller.RecentCaller;
import dev.credence.credential.CredentialStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the console shows at one moment, in parts that can be compared with those of a moment before. Nothing in it counts
 * seconds, so that it stays the same while nothing happens. Immutable once made.
 *
 * @param sections sent whole when they have changed
 * @param tables sent by row; each row has an id that is its own
 */
record ConsoleState(Instant now, Map<String, Object> sections, Map<String, Map<String, JsonObject>> tables) {
    /** Each connection of a caller moves this; nobody needs to know it better. */
    private static final int SEEN_SECONDS = 10;

    static ConsoleState of(OpsView view) {
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put("head", StatusPage.head(view));
        sections.put("backends", StatusPage.array(view.backends(), StatusPage::backend));
        sections.put("engines", StatusPage.array(view.engines(), CallersPage::engine));
        sections.put("imds_v1", StatusPage.imdsV1(view));
        sections.put("refusals", StatusPage.refusals(view));
        sections.put("traffic", view.traffic().map(TrafficPage::of).orElseGet(JsonObject::new));
        return new ConsoleState(
                view.now(), sections, Map.of("credentials", credentials(view), "callers", callers(view)));
    }

    /** All of it. */
    String whole() {
        JsonObject message = message().put("whole", true);
        sections.forEach(message::put);
        tables.forEach((name, rows) -> message.put(name, changed(Map.of(), rows)));
        return message.encode();
    }

    /** What has changed since then; empty text if nothing has. */
    String since(ConsoleState before) {
        JsonObject message = message();
        int empty = message.size();
        sections.forEach((name, section) -> {
            if (!section.equals(before.sections().get(name))) {
                message.put(name, section);
            }
        });
        tables.forEach((name, rows) -> {
            JsonObject changed = changed(before.tables().getOrDefault(name, Map.of()), rows);
            if (!changed.isEmpty()) {
                message.put(name, changed);
            }
        });
        return message.size() == empty ? "" : message.encode();
    }

    private JsonObject message() {
        return new JsonObject().put("now", now.toString());
    }

    private static JsonObject changed(Map<String, JsonObject> before, Map<String, JsonObject> rows) {
        JsonArray changed = new JsonArray();
        rows.forEach((id, row) -> {
            if (!row.equals(before.get(id))) {
                changed.add(row);
            }
        });
        JsonArray gone = new JsonArray();
        before.keySet().stream().filter(id -> !rows.containsKey(id)).forEach(gone::add);
        JsonObject difference = new JsonObject();
        if (!changed.isEmpty()) {
            difference.put("changed", changed);
        }
        if (!gone.isEmpty()) {
            difference.put("gone", gone);
        }
        return difference;
    }

    private static Map<String, JsonObject> credentials(OpsView view) {
        Map<String, JsonObject> rows = new LinkedHashMap<>();
        for (CredentialStatus status : StatusPage.shown(view.credentials())) {
            String id = status.id() > 0
                    ? Long.toString(status.id())
                    : status.credential() + ' ' + status.variant().orElse("");
            rows.put(id, StatusPage.full(status).put("id", id));
        }
        return rows;
    }

    private static Map<String, JsonObject> callers(OpsView view) {
        Map<String, JsonObject> rows = new LinkedHashMap<>();
        for (RecentCaller caller : view.callers()) {
            String id = String.join(
                    " ",
                    caller.name(),
                    caller.address(),
                    caller.rule(),
                    caller.container().orElse(""));
            long seen = caller.seen().getEpochSecond() / SEEN_SECONDS * SEEN_SECONDS;
            rows.put(
                    id,
                    CallersPage.caller(caller)
                            .put("seen", Instant.ofEpochSecond(seen).toString())
                            .put("id", id));
        }
        return rows;
    }
}
