import dev.credence.credential.TimeSource;
import dev.credence.dev.DevVault;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * The back end of a load test: a development Vault behind a door that tells of each call and holds it back for a while.
 *
 * <p>It is a process of its own so that it can be killed. {@link Keeper} starts it, reads one line {@code call PATH} for
 * each call on standard output, and writes {@code delay MILLIS} to standard input. The end of standard input is its end too:
 * it never outlives its keeper. All but the reading is done on one event loop.
 *
 * <p>Arguments: port, life of what is issued in seconds, delay in milliseconds, file of the token that is let in.
 */
public final class Backend {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String DELAY = "delay ";
    /** What is hung up on must not hold a connection that the next call needs. */
    private static final int CONNECTIONS = 256;

    private final Vertx vertx;
    private final HttpClient inside;
    private volatile long delayMillis;
    private int vaultPort;

    private Backend(Vertx vertx, long delayMillis) {
        this.vertx = vertx;
        this.inside = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.delayMillis = delayMillis;
    }

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        Duration life = Duration.ofSeconds(Long.parseLong(args[1]));
        Secret token = Secret.of(Files.readString(Path.of(args[3])).trim());
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Backend backend = new Backend(vertx, Long.parseLong(args[2]));
        DevVault vault = new DevVault(vertx, token, life, TimeSource.system(), new SecureRandom());
        vertx.runOnContext(started -> vault.start()
                .compose(vaultPort -> backend.open(port, vaultPort))
                .onSuccess(open -> say("listening"))
                .onFailure(failure -> {
                    System.err.println("back end: " + failure.getMessage());
                    System.exit(1);
                }));
        backend.obey();
    }

    private Future<Void> open(int port, int vaultPort) {
        this.vaultPort = vaultPort;
        return vertx.createHttpServer(new HttpServerOptions().setHost(LOOPBACK).setHttp2ClearTextEnabled(false))
                .requestHandler(this::admit)
                .listen(port)
                .mapEmpty();
    }

    private void admit(HttpServerRequest request) {
        say("call " + request.path());
        Future<Buffer> body = request.body();
        if (delayMillis == 0) {
            body.onSuccess(whole -> forward(request, whole));
        } else {
            vertx.setTimer(delayMillis, waited -> body.onSuccess(whole -> forward(request, whole)));
        }
    }

    private void forward(HttpServerRequest request, Buffer body) {
        inside.request(request.method(), vaultPort, LOOPBACK, request.uri())
                .compose(out -> send(request, out, body))
                .compose(answer -> answer.body().onSuccess(whole -> hand(request, answer, whole)))
                .onFailure(failure -> request.response().setStatusCode(502).end());
    }

    private static Future<HttpClientResponse> send(HttpServerRequest request, HttpClientRequest out, Buffer body) {
        request.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Host")) {
                out.putHeader(name, value);
            }
        });
        return out.send(body);
    }

    private static void hand(HttpServerRequest request, HttpClientResponse answer, Buffer body) {
        String type = answer.getHeader("Content-Type");
        if (type != null) {
            request.response().putHeader("Content-Type", type);
        }
        request.response().setStatusCode(answer.statusCode()).end(body);
    }

    /** Does what it is told until nobody is there any more to tell it anything. */
    private void obey() throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (order.startsWith(DELAY)) {
                delayMillis = Long.parseLong(order.substring(DELAY.length()));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
