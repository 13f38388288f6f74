package dev.credence.source.vault;

import dev.credence.testing.FakeReply;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a Vault tells about itself and to whoever asks what it may do. Well unless told otherwise: unsealed, a token that
 * lives for a day, the mounts {@code aws}, {@code gcp} and {@code azure}, no roles, and a policy that allows what it is
 * told to.
 */
final class ScriptedSystem implements FakeReply {
    private final Map<String, FakeReply> replies = new ConcurrentHashMap<>();
    private final Map<String, JsonArray> rights = new ConcurrentHashMap<>();

    ScriptedSystem() {
        reply(
                "sys/health",
                FakeReply.json(
                        200,
                        new JsonObject()
                                .put("initialized", true)
                                .put("sealed", false)
                                .put("standby", false)
                                .put("version", "1.16.3")));
        token(new JsonObject().put("ttl", 86_400).put("renewable", true).put("policies", new JsonArray().add("app")));
        reply("sys/capabilities-self", this::tellRights);
        mount("aws", "aws").mount("gcp", "gcp").mount("azure", "azure");
    }

    ScriptedSystem reply(String path, FakeReply reply) {
        replies.put("/v1/" + path, reply);
        return this;
    }

    ScriptedSystem data(String path, JsonObject data) {
        return reply(path, FakeReply.json(200, new JsonObject().put("data", data)));
    }

    ScriptedSystem token(JsonObject data) {
        return data("auth/token/lookup-self", data);
    }

    ScriptedSystem mount(String path, String type) {
        return data(
                "sys/internal/ui/mounts/" + path,
                new JsonObject().put("type", type).put("path", path + "/"));
    }

    ScriptedSystem noMount(String path) {
        replies.remove("/v1/sys/internal/ui/mounts/" + path);
        return this;
    }

    ScriptedSystem allow(String path, String... capabilities) {
        JsonArray list = new JsonArray();
        for (String capability : capabilities) {
            list.add(capability);
        }
        rights.put(path, list);
        return this;
    }

    @Override
    public void to(HttpServerRequest request) {
        FakeReply reply = replies.get(request.path());
        if (reply == null) {
            reply = request.path().startsWith("/v1/sys/internal/ui/mounts/")
                    ? FakeReply.error(403, "preflight capability check returned 403")
                    : FakeReply.error(404);
        }
        reply.to(request);
    }

    /** Also what was not asked for; of other paths it tells nothing, which allows nothing. */
    private void tellRights(HttpServerRequest request) {
        JsonObject data = new JsonObject();
        rights.forEach(data::put);
        FakeReply.json(200, new JsonObject().put("data", data)).to(request);
    }
}
