package dev.credence.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
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
    private final FakeAwsEngine aws = new FakeAwsEngine();
    private final Map<String, FakeReply> pathReplies = new ConcurrentHashMap<>();
    private final Queue<FakeReply> next = new ConcurrentLinkedQueue<>();
    private final HeldAnswers held = new HeldAnswers();
    private final List<FakeRequest> requests = new CopyOnWriteArrayList<>();
    private final FakeLeases leases = new FakeLeases(tokens);
    private final FakeLogins logins = new FakeLogins(tokens);
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
        server = Told.await(servers.get().listen(address));
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
        aws.role(name, new FakeAwsRole(credentialType, lifeSeconds));
        return this;
    }

    /** From now on that token is accepted. */
    public FakeVault accept(String token) {
        tokens.add(token);
        return this;
    }

    /** From now on that token is refused, and what was issued to it is gone. */
    public FakeVault revoke(String token) {
        tokens.remove(token);
        return this;
    }

    /** Who may log in, and what they get. */
    public FakeLogins logins() {
        return logins;
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
        aws.respond(role, reply);
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
                .filter(request -> request.path().matches(".*/(creds|sts)/.*"))
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
        return aws.issued();
    }

    public FakeLeases leases() {
        return leases;
    }

    /** Ends all connections and stops to listen; nothing is forgotten. */
    public FakeVault goAway() {
        Told.await(server.close());
        return this;
    }

    /** Listens again where it did. */
    public FakeVault comeBack() {
        // The socket that was closed may keep its port a moment longer than its end was told.
        server = Awaitility.await()
                .ignoreException(IllegalStateException.class)
                .until(() -> Told.await(servers.get().listen(port, "127.0.0.1")), listening -> true);
        return this;
    }

    @Override
    public void close() {
        Told.await(server.close());
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            requests.add(FakeRequest.of(request, body.toString()));
            if (held.isHolding() && !isLookup(request)) {
                held.add(() -> answer(request, body.toString()));
            } else {
                answer(request, body.toString());
            }
        });
    }

    private void answer(HttpServerRequest request, String body) {
        FakeReply scripted = isLookup(request) ? null : next.poll();
        FakeReply ordered = scripted == null ? always : scripted;
        (ordered == null ? honest(request, body) : ordered).to(request);
    }

    private FakeReply honest(HttpServerRequest request, String body) {
        String token = request.getHeader("X-Vault-Token");
        return logins.answer(request.method().name(), request.path(), token)
                .orElseGet(() -> token == null || !logins.use(token)
                        ? FakeReply.error(403, "permission denied")
                        : permitted(request, body));
    }

    private FakeReply permitted(HttpServerRequest request, String body) {
        if (isLookup(request) || pathReplies.containsKey(request.path())) {
            return pathReplies.getOrDefault(request.path(), lookup);
        }
        if (request.path().startsWith("/v1/sys/leases/")) {
            return leases.answer(request.path(), body);
        }
        String token = request.getHeader("X-Vault-Token");
        return aws.answer(request.path(), lease -> leases.granted(token, lease));
    }

    private static boolean isLookup(HttpServerRequest request) {
        return request.path().equals("/v1/auth/token/lookup-self");
    }
}
