package dev.credence.ops;

import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialState;
import dev.credence.credential.CredentialStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The gateway's state as JSON. Holds no secret: it is made from types that have none. */
final class StatusPage {
    /** Keys can be many where each caller has its own; a page shows this many and says how many there are. */
    static final int SHOWN = 1000;

    private StatusPage() {}

    /** For probes: states and seconds left. */
    static JsonObject readiness(OpsView view) {
        JsonArray shown = new JsonArray();
        view.credentials().stream()
                .filter(CredentialStatus::prefetched)
                .limit(SHOWN)
                .forEach(status -> shown.add(brief(status).put("seconds_left", secondsLeft(status, view.now()))));
        return identify(view)
                .put("ready", view.isReady())
                .put("credentials", shown)
                .put("backends", array(view.backends(), StatusPage::brief));
    }

    /** For people and programs: the same with the last error, the last refresh, who came and what was counted. */
    static JsonObject status(OpsView view) {
        JsonObject page = head(view)
                .put("now", view.now().toString())
                .put("credentials", array(shown(view.credentials()), status -> full(status)
                        .put("seconds_left", secondsLeft(status, view.now()))))
                .put("backends", array(view.backends(), StatusPage::backend))
                .put(
                        "callers",
                        new JsonObject()
                                .put("engines", array(view.engines(), CallersPage::engine))
                                .put("recent", array(view.callers(), CallersPage::caller)))
                .put("imds_v1", imdsV1(view))
                .put("refusals", refusals(view));
        view.traffic().ifPresent(points -> page.put("traffic", TrafficPage.of(points)));
        return page;
    }

    /** What concerns the gateway as a whole. */
    static JsonObject head(OpsView view) {
        return new JsonObject()
                .put("version", view.version())
                .mergeIn(identify(view))
                .put("ready", view.isReady())
                .put("findings", array(Findings.of(view), StatusPage::finding))
                .put("connections", view.connections())
                .put("actions", view.actions())
                .put("keys", view.credentials().size())
                .put("states", states(view.credentials()));
    }

    /** Says which run answers, since two may listen at one address. */
    private static JsonObject identify(OpsView view) {
        return new JsonObject()
                .put("instance", view.instance().id())
                .put("pid", view.instance().pid())
                .put("started", view.instance().started().toString())
                .put("stopping", view.stopping());
    }

    /** So many that a page can show; what does not work is among them. */
    static List<CredentialStatus> shown(List<CredentialStatus> credentials) {
        return credentials.size() <= SHOWN
                ? credentials
                : credentials.stream()
                        .sorted(Comparator.comparingInt(status -> urgency(status.state())))
                        .limit(SHOWN)
                        .toList();
    }

    /** One key without what changes from second to second. */
    static JsonObject full(CredentialStatus status) {
        JsonObject full = brief(status).put("prefetched", status.prefetched());
        status.caller().ifPresent(caller -> full.put("caller", caller));
        status.expires().ifPresent(at -> full.put("expires", at.toString()));
        status.refreshed().ifPresent(at -> full.put("last_refresh", at.toString()));
        status.expires()
                .flatMap(end -> status.refreshed().map(start -> Duration.between(start, end)))
                .ifPresent(life -> full.put("life_seconds", Math.max(0, rounded(life))));
        status.refreshDue()
                .ifPresent(at -> full.put(
                        "refresh_due",
                        Instant.ofEpochSecond(at.getEpochSecond()).toString()));
        status.lastError().ifPresent(error -> full.put("last_error", error));
        return full;
    }

    static JsonObject backend(BackendStatus backend) {
        JsonObject full = brief(backend);
        backend.lastError().ifPresent(error -> full.put("last_error", error));
        backend.lastErrorAt().ifPresent(at -> full.put("last_error_at", at.toString()));
        backend.tokenExpires().ifPresent(at -> full.put("token_expires", at.toString()));
        if (backend.leasesTakenOver() > 0) {
            full.put("leases_taken_over", backend.leasesTakenOver());
        }
        return full;
    }

    static JsonArray imdsV1(OpsView view) {
        return array(view.imdsV1(), user -> {
            JsonObject shown = new JsonObject().put("caller", user.value(0)).put("requests", user.count());
            user.lastSeen().ifPresent(at -> shown.put("last_seen", at.toString()));
            return shown;
        });
    }

    static JsonArray refusals(OpsView view) {
        return array(view.refusals(), refusal -> {
            String reason = refusal.value(1);
            JsonObject shown = new JsonObject()
                    .put("provider", refusal.value(0))
                    .put("reason", reason)
                    .put("why", RefusalWords.of(reason))
                    .put("requests", refusal.count());
            refusal.lastSeen().ifPresent(at -> shown.put("last_seen", at.toString()));
            return shown;
        });
    }

    static <T> JsonArray array(List<T> all, Function<T, JsonObject> page) {
        return new JsonArray(all.stream().map(page).toList());
    }

    private static JsonObject brief(CredentialStatus status) {
        JsonObject brief = new JsonObject().put("name", status.credential());
        status.variant().ifPresent(variant -> brief.put("variant", variant));
        return brief.put("provider", status.cloud().label())
                .put("backend", status.backend())
                .put("state", status.state().label());
    }

    private static JsonObject brief(BackendStatus backend) {
        return new JsonObject()
                .put("name", backend.name())
                .put("state", state(backend))
                .put("breaker", backend.breaker());
    }

    private static JsonObject finding(Finding finding) {
        return new JsonObject()
                .put("level", finding.level().label())
                .put("about", finding.about())
                .put("text", finding.text());
    }

    private static JsonObject states(List<CredentialStatus> credentials) {
        JsonObject states = new JsonObject();
        for (CredentialState state : CredentialState.values()) {
            states.put(
                    state.label(),
                    credentials.stream()
                            .filter(status -> status.state() == state)
                            .count());
        }
        return states;
    }

    private static String state(BackendStatus backend) {
        boolean works = backend.lastError().isEmpty() && backend.breaker().equals("closed");
        return works ? CredentialState.FRESH.label() : CredentialState.FAILING.label();
    }

    private static int urgency(CredentialState state) {
        return switch (state) {
            case FAILING -> 0;
            case EXPIRED -> 1;
            case STALE -> 2;
            case PENDING -> 3;
            case FRESH, IDLE -> 4;
        };
    }

    /** Whole seconds, as the life was asked for: the end is cut to a second, the start is not. */
    private static long rounded(Duration life) {
        return life.plusMillis(999).toSeconds();
    }

    private static long secondsLeft(CredentialStatus status, Instant now) {
        return status.expires()
                .map(at -> Math.max(0, Duration.between(now, at).toSeconds()))
                .orElse(0L);
    }
}
