package dev.credence.testing;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who may log in to a {@link FakeVault}, what tokens they get, and what becomes of those. Any thread. */
public final class FakeLogins {
    private static final String PREFIX = "/v1/";

    private final Set<String> tokens;
    private final Set<String> paths = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> usesLeft = new ConcurrentHashMap<>();
    private final Map<String, String> wrapped = new ConcurrentHashMap<>();
    private final List<String> issued = new CopyOnWriteArrayList<>();
    private final List<String> revoked = new CopyOnWriteArrayList<>();
    private volatile String prefix = "hvs.";
    private volatile int life = 3600;
    private volatile int uses;
    private volatile boolean renewable = true;
    private volatile FakeReply renewal = granted(3600);

    FakeLogins(Set<String> tokens) {
        this.tokens = tokens;
    }

    /** From now on logins at that path, such as {@code auth/approle/login}, succeed. */
    public FakeLogins at(String path) {
        paths.add(PREFIX + path);
        return this;
    }

    /** They fail again. */
    public FakeLogins notAt(String path) {
        paths.remove(PREFIX + path);
        return this;
    }

    /** How long new tokens live; 0 for ever. */
    public FakeLogins life(int seconds) {
        life = seconds;
        renewal = granted(seconds);
        return this;
    }

    /** How often new tokens may be used; 0 for any number of times. */
    public FakeLogins uses(int number) {
        uses = number;
        return this;
    }

    /** New tokens are said not to be renewable. */
    public FakeLogins notRenewable() {
        renewable = false;
        return this;
    }

    /** New tokens begin like that. */
    public FakeLogins prefix(String other) {
        prefix = other;
        return this;
    }

    /** How renewals are answered from now on. */
    public FakeLogins renewal(FakeReply reply) {
        renewal = reply;
        return this;
    }

    /** A renewal that grants so much. */
    public static FakeReply granted(int seconds) {
        return FakeReply.json(
                200,
                new JsonObject()
                        .put(
                                "auth",
                                new JsonObject()
                                        .put("client_token", "hvs.x")
                                        .put("lease_duration", seconds)
                                        .put("renewable", true)));
    }

    /** That token unwraps a secret id which was made at that path. */
    public FakeLogins wrap(String token, String creationPath) {
        wrapped.put(token, creationPath);
        return this;
    }

    /** The tokens that were given out, oldest first. */
    public List<String> issued() {
        return List.copyOf(issued);
    }

    /** Those that were given back, oldest first. */
    public List<String> revoked() {
        return List.copyOf(revoked);
    }

    /** Empty if the request is about something else. */
    Optional<FakeReply> answer(String method, String path, @Nullable String token) {
        if (path.startsWith(PREFIX + "sys/wrapping/")) {
            return Optional.of(unwrap(method, path, String.valueOf(token)));
        }
        if (paths.contains(path)) {
            return Optional.of(method.equals("POST") ? login() : FakeReply.error(405, "unsupported operation"));
        }
        if (path.contains("/login")) {
            return Optional.of(FakeReply.error(400, "invalid role or secret ID"));
        }
        boolean isKnown = token != null && tokens.contains(token);
        if (method.equals("PUT") && isKnown && path.equals(PREFIX + "auth/token/renew-self")) {
            return Optional.of(renewal);
        }
        if (method.equals("PUT") && isKnown && path.equals(PREFIX + "auth/token/revoke-self")) {
            tokens.remove(token);
            revoked.add(token);
            return Optional.of(FakeReply.of(204, ""));
        }
        return Optional.empty();
    }

    /** Whether that token may be used, which it is. */
    boolean use(String token) {
        AtomicInteger left = usesLeft.get(token);
        if (left != null && left.decrementAndGet() == 0) {
            return tokens.remove(token);
        }
        return tokens.contains(token);
    }

    private FakeReply login() {
        String token = prefix + FakeVault.CANARY + "-login-" + (issued.size() + 1);
        issued.add(token);
        tokens.add(token);
        if (uses > 0) {
            usesLeft.put(token, new AtomicInteger(uses));
        }
        return FakeReply.json(
                200,
                new JsonObject()
                        .put(
                                "auth",
                                new JsonObject()
                                        .put("client_token", token)
                                        .put("accessor", "a")
                                        .put("lease_duration", life)
                                        .put("renewable", renewable)
                                        .put("token_type", prefix.equals("hvb.") ? "batch" : "service")
                                        .put("num_uses", uses)
                                        .putNull("mfa_requirement")));
    }

    private FakeReply unwrap(String method, String path, String token) {
        String creationPath = wrapped.get(token);
        if (creationPath == null) {
            return FakeReply.error(400, "wrapping token is not valid or does not exist");
        }
        if (path.endsWith("/lookup")) {
            return FakeReply.json(
                    200, new JsonObject().put("data", new JsonObject().put("creation_path", creationPath)));
        }
        wrapped.remove(token);
        return FakeReply.json(
                200,
                new JsonObject()
                        .put("data", new JsonObject().put("secret_id", FakeVault.CANARY + "-secret-id-of-" + token)));
    }
}
