package dev.credence.testing;

import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The AWS secrets engine of {@link FakeVault}, the only one that it has. Any thread. */
final class FakeAwsEngine {
    private final Map<String, FakeAwsRole> roles = new ConcurrentHashMap<>();
    private final Map<String, FakeReply> replies = new ConcurrentHashMap<>();
    private final AtomicInteger issued = new AtomicInteger();

    void role(String name, FakeAwsRole role) {
        roles.put(name, role);
    }

    /** What reading that role's credentials answers from now on. */
    void respond(String role, FakeReply reply) {
        replies.put(role, reply);
    }

    int issued() {
        return issued.get();
    }

    /**
     * @param leased told of the lease of what is issued
     */
    FakeReply answer(String path, Consumer<String> leased) {
        String prefix = path.startsWith("/v1/aws/sts/") ? "/v1/aws/sts/" : "/v1/aws/creds/";
        if (!path.startsWith(prefix)) {
            return FakeReply.error(404, "no handler for route \"" + path.substring(4) + "\". route entry not found.");
        }
        String name = URLDecoder.decode(path.substring(prefix.length()), StandardCharsets.UTF_8);
        FakeReply scripted = replies.get(name);
        FakeAwsRole role = roles.get(name);
        if (scripted == null && role == null) {
            return FakeReply.error(400, "Role \"" + name + "\" not found");
        }
        if (scripted != null) {
            return scripted;
        }
        JsonObject body = role.issue(name, issued.incrementAndGet());
        leased.accept(body.getString("lease_id"));
        return FakeReply.json(200, body);
    }
}
