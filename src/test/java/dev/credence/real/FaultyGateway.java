package dev.credence.real;

import dev.credence.testing.FreePort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands in the place of a gateway and is worse than one: it answers what the load scripts ask, all three clouds and
 * the ops listener on one port of 127.0.0.1, but with a fault. Its state is confined to its event loop.
 */
final class FaultyGateway implements AutoCloseable {
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final String TTL = "X-aws-ec2-metadata-token-ttl-seconds";
    private static final Duration RENEWAL = Duration.ofSeconds(2);
    private static final long LIMP_MILLIS = 200;
    private static final long GAP_MILLIS = 300;

    private final Vertx vertx;
    private final Duration life;
    private final Fault fault;
    private final HttpServer server;
    private final int port = FreePort.next();
    /** Which of the gateways that come one after the other this is. */
    private final AtomicInteger instance = new AtomicInteger(1);

    private long requests;
    private long issues;
    /** When it was first asked for credentials, which are renewed by that clock. */
    private long begin;

    /** What becomes of a request for credentials: the status of its answer. */
    private interface Fault {
        /**
         * @param number of the request, from 1
         * @param millis since the first
         */
        Future<Integer> status(long number, long millis);
    }

    private FaultyGateway(Vertx vertx, Duration life, Fault fault) {
        this.vertx = vertx;
        this.life = life;
        this.fault = fault;
        this.server = await(listen());
    }

    private Future<HttpServer> listen() {
        return vertx.createHttpServer().requestHandler(this::answer).listen(port, "127.0.0.1");
    }

    /** No fault: what is found with one is not found without. */
    static FaultyGateway faultless() {
        return new FaultyGateway(Vertx.vertx(), Duration.ofHours(1), (number, millis) -> Future.succeededFuture(200));
    }

    /** Each hundredth answer is an error. */
    static FaultyGateway failingOnceInAHundred() {
        return new FaultyGateway(
                Vertx.vertx(),
                Duration.ofHours(1),
                (number, millis) -> Future.succeededFuture(number % 100 == 0 ? 500 : 200));
    }

    /** What it serves has ended. */
    static FaultyGateway servingExpired() {
        return new FaultyGateway(
                Vertx.vertx(), Duration.ofSeconds(-2), (number, millis) -> Future.succeededFuture(200));
    }

    /** It remembers nothing: the back end is asked for each answer. */
    static FaultyGateway forgetting(int backEndPort, String token) {
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient();
        return new FaultyGateway(vertx, Duration.ofHours(1), (number, millis) -> client.request(
                        HttpMethod.GET, backEndPort, "127.0.0.1", "/v1/aws/creds/dev")
                .compose(request -> request.putHeader("X-Vault-Token", token).send())
                .compose(response -> response.body().map(response.statusCode()))
                .otherwise(503));
    }

    /** Whoever asks soon after a renewal waits; the first issue is none. */
    static FaultyGateway limping() {
        Vertx vertx = Vertx.vertx();
        return new FaultyGateway(vertx, Duration.ofHours(1), (number, millis) -> {
            boolean limps = millis >= RENEWAL.toMillis() && millis % RENEWAL.toMillis() < LIMP_MILLIS;
            return limps ? vertx.timer(LIMP_MILLIS, TimeUnit.MILLISECONDS).map(200) : Future.succeededFuture(200);
        });
    }

    /** The next one begins to listen when the one before has ended, as with a plain restart. */
    static FaultyGateway restartedWithAGap(Duration when) {
        Vertx vertx = Vertx.vertx();
        var gateway = new FaultyGateway(vertx, Duration.ofHours(1), (number, millis) -> Future.succeededFuture(200));
        vertx.timer(when.toMillis(), TimeUnit.MILLISECONDS)
                .compose(passed -> gateway.server.close())
                .compose(closed -> vertx.timer(GAP_MILLIS, TimeUnit.MILLISECONDS))
                .onSuccess(passed -> {
                    gateway.instance.incrementAndGet();
                    gateway.listen();
                });
        return gateway;
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private void answer(HttpServerRequest request) {
        requests++;
        String path = request.path();
        if (path.equals("/latest/api/token")) {
            request.response().putHeader(TTL, request.getHeader(TTL)).end("session");
        } else if (path.equals(ROLES)) {
            request.response().end("app");
        } else if (path.equals("/metrics")) {
            request.response().end("credence_requests_total{provider=\"aws\"} " + requests + "\n");
        } else if (path.equals("/readyz")) {
            request.response()
                    .end(new JsonObject()
                            .put("ready", true)
                            .put("instance", "i-" + instance)
                            .encode());
        } else if (path.startsWith("/credentials/")) {
            request.response().end("{}");
        } else if (path.startsWith("/computeMetadata/") && !path.endsWith("/token")) {
            request.response().end(new JsonObject().put("email", "app@example").encode());
        } else {
            fault.status(++issues, millis()).onSuccess(status -> request.response()
                    .setStatusCode(status)
                    .end(document(path).encode()));
        }
    }

    private long millis() {
        long now = Instant.now().toEpochMilli();
        begin = begin == 0 ? now : begin;
        return now - begin;
    }

    private JsonObject document(String path) {
        Instant end = Instant.now().plus(life).truncatedTo(ChronoUnit.SECONDS);
        if (path.startsWith(ROLES) || path.startsWith("/v1/credentials")) {
            return new JsonObject()
                    .put("Code", "Success")
                    .put("AccessKeyId", "key-" + millis() / RENEWAL.toMillis())
                    .put("SecretAccessKey", "secret")
                    .put("Token", "token")
                    .put("Expiration", end.toString());
        }
        return new JsonObject()
                .put("access_token", "token")
                .put("token_type", "Bearer")
                .put("expires_in", life.toSeconds())
                .put("expires_on", Long.toString(end.getEpochSecond()));
    }
}
