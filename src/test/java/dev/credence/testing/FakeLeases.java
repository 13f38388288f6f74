package dev.credence.testing;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * {@code sys/leases} of a {@link FakeVault}: every lease is known there until it is revoked, or its token is dead. Any
 * thread.
 */
public final class FakeLeases {
    private final List<String> renewed = new CopyOnWriteArrayList<>();
    private final List<String> revoked = new CopyOnWriteArrayList<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final Set<String> tokens;
    private volatile long limit = Long.MAX_VALUE;

    /**
     * @param tokens that are alive
     */
    FakeLeases(Set<String> tokens) {
        this.tokens = tokens;
    }

    /** What was renewed, each with its increment: {@code aws/creds/app/1 3600}. */
    public List<String> renewed() {
        return List.copyOf(renewed);
    }

    /** What was revoked, in order, each as often as it was asked for. */
    public List<String> revoked() {
        return List.copyOf(revoked);
    }

    /** From now on no renewal gets more than that. */
    public FakeLeases limit(long seconds) {
        limit = seconds;
        return this;
    }

    /** The lease is unknown from now on, as if the token that it hung on had ended. */
    public FakeLeases lose(String lease) {
        gone.add(lease);
        return this;
    }

    void granted(String token, String lease) {
        owners.put(lease, token);
    }

    FakeReply answer(String path, String body) {
        JsonObject asked = new JsonObject(body);
        String lease = asked.getString("lease_id");
        if (path.endsWith("/revoke")) {
            revoked.add(lease);
            gone.add(lease);
            return FakeReply.of(204, "");
        }
        renewed.add(lease + ' ' + asked.getLong("increment"));
        String owner = owners.get(lease);
        if (gone.contains(lease) || (owner != null && !tokens.contains(owner))) {
            return FakeReply.error(400, "lease not found");
        }
        return FakeReply.json(
                200,
                new JsonObject()
                        .put("lease_id", lease)
                        .put("renewable", true)
                        .put("lease_duration", Math.min(limit, asked.getLong("increment")))
                        .putNull("data"));
    }
}
