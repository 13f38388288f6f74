package dev.credence.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A node's own EC2 metadata service on a free port of 127.0.0.1, which wants session tokens. Any thread. */
public final class FakeNodeMetadata implements AutoCloseable {
    public static final String TOKEN_PATH = "/latest/api/token";
    private static final String TOKEN_HEADER = "x-aws-ec2-metadata-token";
    private static final String TTL_HEADER = "x-aws-ec2-metadata-token-ttl-seconds";

    private final Map<String, FakeReply> replies = new ConcurrentHashMap<>();
    private final Set<String> valid = ConcurrentHashMap.newKeySet();
    private final AtomicInteger issued = new AtomicInteger();
    private final FakeWeb web;
    private volatile int withoutSessions;

    public FakeNodeMetadata(Vertx vertx) {
        this.web = new FakeWeb(vertx, this::rule);
    }

    /** What is answered at that path from now on, to those with a session. */
    public FakeNodeMetadata at(String path, FakeReply reply) {
        replies.put(path, reply);
        return this;
    }

    /** A leaf at that path. */
    public FakeNodeMetadata at(String path, String body) {
        return at(path, request -> request.response()
                .putHeader("Content-Type", "text/plain")
                .putHeader("Server", "EC2ws")
                .end(Buffer.buffer(body)));
    }

    /** It knows no sessions any more: asking for one is answered with that status, and nobody needs one. */
    public FakeNodeMetadata withoutSessions(int status) {
        withoutSessions = status;
        return this;
    }

    /** All sessions end now. */
    public FakeNodeMetadata endSessions() {
        valid.clear();
        return this;
    }

    /** How faults are told to it. */
    public FakeWeb web() {
        return web;
    }

    public URI address() {
        return web.address();
    }

    /** Requests for session tokens so far. */
    public long tokensAsked() {
        return web.requests().stream()
                .filter(request -> request.path().equals(TOKEN_PATH))
                .count();
    }

    /** Other requests so far, oldest first. */
    public List<FakeRequest> reads() {
        return web.requests().stream()
                .filter(request -> !request.path().equals(TOKEN_PATH))
                .toList();
    }

    @Override
    public void close() {
        web.close();
    }

    private FakeReply rule(FakeRequest request) {
        if (request.path().equals(TOKEN_PATH)) {
            return withoutSessions > 0 ? FakeReply.of(withoutSessions, "no") : token(request);
        }
        if (withoutSessions == 0
                && !request.header(TOKEN_HEADER).map(valid::contains).orElse(false)) {
            return FakeReply.of(401, "Unauthorized");
        }
        return replies.getOrDefault(request.path(), FakeReply.of(404, "real 404"));
    }

    private FakeReply token(FakeRequest request) {
        if (!request.method().equals("PUT") || request.header(TTL_HEADER).isEmpty()) {
            return FakeReply.of(400, "Bad Request");
        }
        String token = "node-token-" + issued.incrementAndGet() + "-" + FakeVault.CANARY;
        valid.add(token);
        return FakeReply.of(200, token)
                .with(
                        "X-Aws-Ec2-Metadata-Token-Ttl-Seconds",
                        request.header(TTL_HEADER).orElseThrow());
    }
}
