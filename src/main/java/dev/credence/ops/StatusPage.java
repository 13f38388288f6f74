package dev.credence.ops;

import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialState;
import dev.credence.credential.CredentialStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The gateway's state as JSON. Holds no secret: it is made from types that have none. */
final class StatusPage {
    /** Keys can be many where each caller has its own; a page shows this many and says how many there are. */
    private static final int SHOWN = 1000;

    private StatusPage() {}

    /** True if every credential that is fetched by itself can be served or issued. */
    static boolean isReady(List<CredentialStatus> credentials) {
        return credentials.stream().filter(CredentialStatus::prefetched).allMatch(status -> status.state()
                .isReady());
    }

    /** For probes: states and seconds left. */
    static JsonObject readiness(
            boolean ready, List<CredentialStatus> credentials, List<BackendStatus> backends, Instant now) {
        JsonArray shown = new JsonArray();
        credentials.stream()
                .filter(CredentialStatus::prefetched)
                .limit(SHOWN)
                .forEach(status -> shown.add(brief(status, now)));
        return new JsonObject()
                .put("ready", ready)
                .put("credentials", shown)
                .put(
                        "backends",
                        new JsonArray(backends.stream().map(StatusPage::brief).toList()));
    }

    /** For people: the same with the last error and the last refresh. */
    static JsonObject status(List<CredentialStatus> credentials, List<BackendStatus> backends, Instant now) {
        JsonArray shown = new JsonArray();
        credentials.stream().limit(SHOWN).forEach(status -> shown.add(full(status, now)));
        return new JsonObject()
                .put("keys", credentials.size())
                .put("credentials", shown)
                .put(
                        "backends",
                        new JsonArray(backends.stream().map(StatusPage::full).toList()));
    }

    private static JsonObject brief(CredentialStatus status, Instant now) {
        JsonObject brief = new JsonObject().put("name", status.credential());
        status.variant().ifPresent(variant -> brief.put("variant", variant));
        return brief.put("provider", status.cloud().label())
                .put("backend", status.backend())
                .put("state", status.state().label())
                .put("seconds_left", secondsLeft(status, now));
    }

    private static JsonObject full(CredentialStatus status, Instant now) {
        JsonObject full = brief(status, now).put("prefetched", status.prefetched());
        status.expires().ifPresent(at -> full.put("expires", at.toString()));
        status.refreshed().ifPresent(at -> full.put("last_refresh", at.toString()));
        status.lastError().ifPresent(error -> full.put("last_error", error));
        return full;
    }

    private static JsonObject brief(BackendStatus backend) {
        return new JsonObject()
                .put("name", backend.name())
                .put("state", state(backend))
                .put("breaker", backend.breaker());
    }

    private static JsonObject full(BackendStatus backend) {
        JsonObject full = brief(backend);
        backend.lastError().ifPresent(error -> full.put("last_error", error));
        backend.lastErrorAt().ifPresent(at -> full.put("last_error_at", at.toString()));
        backend.tokenExpires().ifPresent(at -> full.put("token_expires", at.toString()));
        return full;
    }

    private static String state(BackendStatus backend) {
        boolean works = backend.lastError().isEmpty() && backend.breaker().equals("closed");
        return works ? CredentialState.FRESH.label() : CredentialState.FAILING.label();
    }

    private static long secondsLeft(CredentialStatus status, Instant now) {
        return status.expires()
                .map(at -> Math.max(0, Duration.between(now, at).toSeconds()))
                .orElse(0L);
    }
}
