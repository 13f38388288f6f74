package dev.credence.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Vault with an AWS secrets engine at {@code aws}, as far as the gateway can tell.
 *
 * <p>It answers as the real one does (unknown role 400, unmounted engine 404, refused token 403) unless told otherwise:
 * {@link #next} for single requests, {@link #always} until {@link #heal}, {@link #hold} to answer later. Looking a token
 * up happens in the background at no certain time, so {@link #next} and {@link #hold} leave it alone. Every method may
 * be called from any thread but an event loop, and returns when it is done.
 */
public final class FakeVault implements AutoCloseable {
    /** In every secret that it issues or accepts: search for it where no secret may be. */
    public static final String CANARY = "canary7F3A";
    /** A token that is accepted from the start. */
    public static final String TOKEN = "hvs." + CANARY + "-token";
    /** The account of everything that is issued. */
    public static final String ACCOUNT = "123456789012";

    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final Map<String, FakeAwsRole> roles = new ConcurrentHashMap<>();
    private final Map<String, FakeReply> credsReplies = new ConcurrentHashMap<>();
    private final Map<String, FakeReply> pathReplies = new ConcurrentHashMap<>();
    private final Queue<FakeReply> next = new ConcurrentLinkedQueue<>();
    private final HeldAnswers held = new HeldAnswers();
    private final List<FakeRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger issued = new AtomicInteger();
    private final Supplier<HttpServer> servers;
    private final URI address;
    private final int port;
    private volatile HttpServer server;
    private volatile FakeReply lookup = FakeReply.json(
            200, new JsonObject().put("data", new JsonObject().put("ttl", 3600).put("num_uses", 0)));
    private volatile @Nullable FakeReply always;

    private FakeVault(Vertx vertx, HttpServerOptions options, SocketAddress address) {
        tokens.add(TOKEN);
        servers = () -> vertx.createHttpServer(options).requestHandler(this::handle);
        server = await(servers.get().listen(address));
        port = server.actualPort();
        this.address = URI.create(
                address.isDomainSocket()
                        ? "unix://" + address.path()
                        : (options.isSsl() ? "https" : "http") + "://127.0.0.1:" + port);
    }

    /** Starts one on a free port of 127.0.0.1. */
    public static FakeVault start(Vertx vertx) {
        return start(vertx, new HttpServerOptions());
    }

    /** Starts one with these options, such as TLS, on a free port of 127.0.0.1. */
    public static FakeVault start(Vertx vertx, HttpServerOptions options) {
        return new FakeVault(vertx, options, SocketAddress.inetSocketAddress(0, "127.0.0.1"));
    }

    /** Starts one on that port of 127.0.0.1. */
    public static FakeVault start(Vertx vertx, int port) {
        return new FakeVault(vertx, new HttpServerOptions(), SocketAddress.inetSocketAddress(port, "127.0.0.1"));
    }

    /** Starts one on a Unix-domain socket. */
    public static FakeVault start(Vertx vertx, Path socket) {
        return new FakeVault(vertx, new HttpServerOptions(), SocketAddress.domainSocketAddress(socket.toString()));
    }

    /** Where it is, as {@code VAULT_ADDR} says it. */
    public URI address() {
        return address;
    }

    public int port() {
        return port;
    }

    /** A role that issues credentials for an hour. */
    public FakeVault role(String name, String credentialType) {
        return role(name, credentialType, 3600);
    }

    /**
     * A role of the AWS engine.
     *
     * @param credentialType {@code assumed_role}, {@code federation_token}, {@code session_token} or {@code iam_user}
     * @param lifeSeconds of what it issues
     */
    public FakeVault role(String name, String credentialType, int lifeSeconds) {
        roles.put(name, new FakeAwsRole(credentialType, lifeSeconds));
        return this;
    }

    /** From now on that token is accepted. */
    public FakeVault accept(String token) {
        tokens.add(token);
        return this;
    }

    /** From now on that token is refused. */
    public FakeVault revoke(String token) {
        tokens.remove(token);
        return this;
    }

    /** What {@code lookup-self} tells, its {@code data}. */
    public FakeVault tokenData(JsonObject data) {
        return respondToLookup(FakeReply.json(200, new JsonObject().put("data", data)));
    }

    /** What {@code lookup-self} answers. */
    public FakeVault respondToLookup(FakeReply reply) {
        lookup = reply;
        return this;
    }

    /** What reading that role's credentials answers from now on, once the token has been accepted. */
    public FakeVault respondToCreds(String role, FakeReply reply) {
        credsReplies.put(role, reply);
        return this;
    }

    /** As {@link #respondToCreds(String, FakeReply)}, with JSON and 200. */
    public FakeVault respondToCreds(String role, JsonObject body) {
        return respondToCreds(role, FakeReply.json(200, body));
    }

    /** What that path below {@code /v1/} answers from now on, once the token has been accepted. */
    public FakeVault respondTo(String path, FakeReply reply) {
        pathReplies.put("/v1/" + path, reply);
        return this;
    }

    /** The next requests, one each, whatever they ask besides a token's look-up. */
    public FakeVault next(FakeReply... replies) {
        next.addAll(List.of(replies));
        return this;
    }

    /** All requests, whatever they ask; null ends it. */
    public FakeVault always(@Nullable FakeReply reply) {
        always = reply;
        return this;
    }

    /** All requests get that status with that body. */
    public FakeVault fail(int status, String body) {
        return always(FakeReply.of(status, body));
    }

    /** Requests are accepted and never answered. */
    public FakeVault hang() {
        return always(FakeReply.silence());
    }

    /** Ends {@link #always}, {@link #fail}, {@link #hang} and what is left of {@link #next}. */
    public FakeVault heal() {
        next.clear();
        return always(null);
    }

    /** From now on requests are recorded, and answered at {@link #release} as things are then. */
    public FakeVault hold() {
        held.hold();
        return this;
    }

    /** Answers all that are held, and later ones at once. */
    public FakeVault release() {
        held.release();
        return this;
    }

    /** Answers those that came last; later requests are still held. */
    public FakeVault releaseLast(int requests) {
        held.releaseLast(requests);
        return this;
    }

    /** How many requests are held. */
    public int holding() {
        return held.size();
    }

    /** Every request so far, oldest first. */
    public List<FakeRequest> requests() {
        return List.copyOf(requests);
    }

    /** The requests for credentials, oldest first. */
    public List<FakeRequest> credsRequests() {
        return requests.stream()
                .filter(request ->
                        request.path().contains("/creds/") || request.path().contains("/sts/"))
                .toList();
    }

    /** How often that path below {@code /v1/} was asked. */
    public long requests(String path) {
        return requests.stream()
                .filter(request -> request.path().equals("/v1/" + path))
                .count();
    }

    /** How many credentials were issued. */
    public int issued() {
        return issued.get();
    }

    /** Ends all connections and stops to listen; nothing is forgotten. */
    public FakeVault goAway() {
        await(server.close());
        return this;
    }

    /** Listens again where it did. */
    public FakeVault comeBack() {
        server = await(servers.get().listen(port, "127.0.0.1"));
        return this;
    }

    @Override
    public void close() {
        await(server.close());
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            requests.add(FakeRequest.of(request, body.toString()));
            if (held.isHolding() && !isLookup(request)) {
                held.add(() -> answer(request));
            } else {
                answer(request);
            }
        });
    }

    private void answer(HttpServerRequest request) {
        FakeReply scripted = isLookup(request) ? null : next.poll();
        if (scripted == null) {
            scripted = always;
        }
        (scripted == null ? honest(request) : scripted).to(request);
    }

    private FakeReply honest(HttpServerRequest request) {
        String token = request.getHeader("X-Vault-Token");
        if (token == null || !tokens.contains(token)) {
            return FakeReply.error(403, "permission denied");
        }
        if (isLookup(request) || pathReplies.containsKey(request.path())) {
            return pathReplies.getOrDefault(request.path(), lookup);
        }
        String prefix = request.path().startsWith("/v1/aws/sts/") ? "/v1/aws/sts/" : "/v1/aws/creds/";
        if (!request.path().startsWith(prefix)) {
            return FakeReply.error(
                    404, "no handler for route \"" + request.path().substring(4) + "\". route entry not found.");
        }
        String name = URLDecoder.decode(request.path().substring(prefix.length()), StandardCharsets.UTF_8);
        FakeReply scripted = credsReplies.get(name);
        FakeAwsRole role = roles.get(name);
        if (scripted == null && role == null) {
            return FakeReply.error(400, "Role \"" + name + "\" not found");
        }
        return scripted != null ? scripted : FakeReply.json(200, role.issue(name, issued.incrementAndGet()));
    }

    private static boolean isLookup(HttpServerRequest request) {
        return request.path().equals("/v1/auth/token/lookup-self");
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException("the fake does not do as it is told", failure);
        }
    }
}
