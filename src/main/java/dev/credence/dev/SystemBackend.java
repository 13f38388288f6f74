package dev.credence.dev;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** {@code sys}: what a client asks about the server itself, its mounts and its own rights. */
final class SystemBackend implements Engine {
    /** The version whose API this follows; clients parse it. */
    private static final String VERSION = "1.21.0";

    /** Behind it, the mount that a path belongs to, for whoever has some right there. */
    private static final String VISIBLE_MOUNTS = "internal/ui/mounts/";

    private static final String CLUSTER_NAME = "credence-dev";

    private final List<Engine> engines;
    private final LeaseCalls leases;
    private final Lifetime lifetime;
    private final InstantSource clock;

    SystemBackend(List<Engine> engines, LeaseCalls leases, Lifetime lifetime, InstantSource clock) {
        this.engines = List.copyOf(engines);
        this.leases = leases;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "system";
    }

    /** True for what load balancers and clients ask before they have a token. */
    static boolean isOpen(VaultCall call) {
        return call.operation() == VaultCall.Operation.READ
                && List.of("health", "seal-status", "leader").contains(call.joined());
    }

    @Override
    public VaultAnswer answer(VaultCall call) {
        if (call.segment(0).equals("leases")) {
            return leases.answer(call);
        }
        if (call.joined().startsWith(VISIBLE_MOUNTS)) {
            return reading(call, visibleMount(call.joined().substring(VISIBLE_MOUNTS.length())));
        }
        return switch (call.joined()) {
            case "health" -> reading(call, VaultAnswer.plain(health()));
            case "seal-status" -> reading(call, VaultAnswer.plain(sealStatus()));
            case "leader" -> reading(call, VaultAnswer.plain(leader()));
            case "mounts" -> reading(call, withDataOnTop(mounts()));
            case "capabilities-self" ->
                call.operation() == VaultCall.Operation.WRITE ? capabilities(call) : VaultAnswer.unsupportedOperation();
            default -> VaultAnswer.unsupportedPath();
        };
    }

    private JsonObject health() {
        return new JsonObject()
                .put("initialized", true)
                .put("sealed", false)
                .put("standby", false)
                .put("performance_standby", false)
                .put("replication_performance_mode", "disabled")
                .put("replication_dr_mode", "disabled")
                .put("server_time_utc", clock.instant().getEpochSecond())
                .put("version", VERSION)
                .put("enterprise", false)
                .put("cluster_name", CLUSTER_NAME);
    }

    private static JsonObject sealStatus() {
        return new JsonObject()
                .put("type", "shamir")
                .put("initialized", true)
                .put("sealed", false)
                .put("t", 1)
                .put("n", 1)
                .put("progress", 0)
                .put("nonce", "")
                .put("version", VERSION)
                .put("build_date", "")
                .put("migration", false)
                .put("cluster_name", CLUSTER_NAME)
                .put("recovery_seal", false)
                .put("storage_type", "inmem");
    }

    /** {@code vault status} asks for it and fails without. */
    private static JsonObject leader() {
        return new JsonObject()
                .put("ha_enabled", false)
                .put("is_self", false)
                .put("active_time", "0001-01-01T00:00:00Z")
                .put("leader_address", "")
                .put("leader_cluster_address", "")
                .put("performance_standby", false);
    }

    private JsonObject mounts() {
        JsonObject mounts = new JsonObject();
        for (Engine engine : engines) {
            mounts.put(engine.type() + "/", mount(engine.type()));
        }
        return mounts;
    }

    /** A mount that is not there looks like one that may not be seen. */
    private VaultAnswer visibleMount(String path) {
        return engines.stream()
                .filter(engine -> (path + "/").startsWith(engine.type() + "/"))
                .findFirst()
                .map(engine -> VaultAnswer.data(mount(engine.type()).put("path", engine.type() + "/")))
                .orElseGet(() -> VaultAnswer.refused(
                        403,
                        "preflight capability check returned 403, please ensure client's policies grant access to path \""
                                + path + "/\""));
    }

    private JsonObject mount(String type) {
        long ttl = lifetime.limit().toSeconds();
        return new JsonObject()
                .put("type", type)
                .put("description", "made-up credentials")
                .put("accessor", type + "_dev")
                .put(
                        "config",
                        new JsonObject()
                                .put("default_lease_ttl", ttl)
                                .put("max_lease_ttl", ttl)
                                .put("force_no_cache", false))
                .put("local", false)
                .put("seal_wrap", false)
                .put("external_entropy_access", false)
                .putNull("options")
                .put("plugin_version", "")
                .put("running_plugin_version", "v" + VERSION + "+builtin.vault")
                .put("running_sha256", "")
                .put("uuid", "");
    }

    private static VaultAnswer capabilities(VaultCall call) {
        Object paths = Optional.ofNullable(call.parameters().getValue("paths"))
                .orElseGet(() -> call.text("path").orElse(""));
        JsonObject capabilities = new JsonObject();
        for (Object path : paths instanceof JsonArray many ? many : new JsonArray().add(paths)) {
            capabilities.put(path.toString(), new JsonArray().add("root"));
        }
        return withDataOnTop(capabilities.put("capabilities", new JsonArray().add("root")));
    }

    /** Some old paths carry their values both at the top level, for old clients, and in {@code data}. */
    private static VaultAnswer withDataOnTop(JsonObject data) {
        VaultAnswer answer = VaultAnswer.data(data);
        answer.body().mergeIn(data);
        return answer;
    }

    private static VaultAnswer reading(VaultCall call, VaultAnswer answer) {
        return call.operation() == VaultCall.Operation.READ ? answer : VaultAnswer.unsupportedOperation();
    }
}
