package dev.credence.testing;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A metadata service with roles, in version 2 unless told otherwise. Faults are those of {@link #web()}. Every method may
 * be called from any thread but an event loop.
 */
public final class FakeImds implements AutoCloseable {
    public static final String PREFIX = "/latest/meta-data/iam/security-credentials/";
    private static final String PUT = "/latest/api/token";

    private final List<String> roles = new CopyOnWriteArrayList<>();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final AtomicInteger issued = new AtomicInteger();
    private final FakeWeb web;
    private volatile FakeReply token;
    private volatile boolean wantsToken = true;
    private volatile String expiration = "2026-03-01T11:00:00Z";

    public FakeImds(Vertx vertx, String... roles) {
        this.roles.addAll(List.of(roles));
        this.token = sessions("21600");
        this.web = new FakeWeb(vertx, this::answer);
    }

    public URI address() {
        return web.address();
    }

    /** For faults, and for what was asked. */
    public FakeWeb web() {
        return web;
    }

    /** The roles that it has from now on. */
    public FakeImds roles(List<String> now) {
        roles.clear();
        roles.addAll(now);
        return this;
    }

    /** Knows no sessions: that is answered to a request for a token. */
    public FakeImds versionOne(FakeReply put) {
        token = put;
        wantsToken = false;
        return this;
    }

    /** Gives tokens of that life, and answers nothing without one. */
    public FakeImds versionTwo(String life) {
        token = sessions(life);
        wantsToken = true;
        return this;
    }

    /** Has no token for anyone, and wants one all the same. */
    public FakeImds impossible(FakeReply put) {
        token = put;
        wantsToken = true;
        return this;
    }

    /** Forgets the tokens that it gave, as after a restart. */
    public FakeImds forgetTokens() {
        tokens.clear();
        return this;
    }

    public FakeImds expiration(String text) {
        expiration = text;
        return this;
    }

    /** How often a token was asked for. */
    public long puts() {
        return count("PUT", PUT);
    }

    /** How often the roles were asked for. */
    public long lists() {
        return count("GET", PREFIX);
    }

    /** How often that role was asked for. */
    public long gets(String role) {
        return count("GET", PREFIX + role);
    }

    /** What it issues. */
    public static JsonObject document(int number, String expiration) {
        return new JsonObject()
                .put("Code", "Success")
                .put("LastUpdated", "2026-03-01T10:00:00Z")
                .put("Type", "AWS-HMAC")
                .put("AccessKeyId", "ASIAFAKE%08d".formatted(number))
                .put("SecretAccessKey", FakeVault.CANARY + "-key-" + number)
                .put("Token", FakeVault.CANARY + "-session-" + number)
                .put("Expiration", expiration);
    }

    @Override
    public void close() {
        web.close();
    }

    private long count(String method, String path) {
        return web.requests().stream()
                .filter(request ->
                        request.method().equals(method) && request.path().equals(path))
                .count();
    }

    private FakeReply sessions(String life) {
        return request -> {
            String name = FakeVault.CANARY + "-imds-" + issued.incrementAndGet();
            tokens.add(name);
            FakeReply.of(200, name)
                    .with("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", life)
                    .to(request);
        };
    }

    private FakeReply answer(FakeRequest request) {
        if (request.path().equals(PUT)) {
            return request.method().equals("PUT") ? token : FakeReply.of(405, "");
        }
        String carried = request.header("x-aws-ec2-metadata-token").orElse("");
        if (wantsToken && !tokens.contains(carried)) {
            return FakeReply.of(401, "<html>401 - Unauthorized</html>");
        }
        if (request.path().equals(PREFIX)) {
            return FakeReply.of(200, String.join("\n", roles));
        }
        String role = request.path().substring(request.path().lastIndexOf('/') + 1);
        return roles.contains(role)
                ? FakeReply.json(200, document(issued.incrementAndGet(), expiration))
                : FakeReply.of(404, "<html>404 - Not Found</html>");
    }
}
