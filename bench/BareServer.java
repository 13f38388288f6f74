import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The ceiling: what Vert.x can do on one core when there is nothing to do but to compare one header and to write the
 * bytes of a recorded answer. No router, no metrics, no state; headers and body are prepared once and shared.
 *
 * <p>Arguments: port, file of response headers as curl's -D writes it, file of the body, the token that is let in.
 */
public final class BareServer {
    private static final CharSequence TOKEN = HttpHeaders.createOptimized("x-aws-ec2-metadata-token");
    /** They belong to the recorded connection, not to the answer. */
    private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "transfer-encoding");

    private final MultiMap headers;
    private final Buffer body;
    private final String token;

    private BareServer(MultiMap headers, Buffer body, String token) {
        this.headers = headers;
        this.body = body;
        this.token = token;
    }

    public static void main(String[] args) throws Exception {
        MultiMap headers = headers(Files.readAllLines(Path.of(args[1])));
        Buffer body = Buffer.buffer(Files.readAllBytes(Path.of(args[2])));
        BareServer bare = new BareServer(headers, body, args[3]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(bare::answer)
                .listen(Integer.parseInt(args[0]), "127.0.0.1")
                .onFailure(failure -> {
                    System.err.println("bare server: " + failure.getMessage());
                    System.exit(1);
                });
    }

    private void answer(HttpServerRequest request) {
        if (!token.equals(request.headers().get(TOKEN))) {
            request.response().setStatusCode(401).end();
            return;
        }
        request.response().headers().setAll(headers);
        request.response().end(body);
    }

    /** The headers below the status line, immutable so that responses share them. */
    private static MultiMap headers(List<String> lines) {
        MultiMap headers = HttpHeaders.headers();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).trim();
            if (!name.isEmpty() && !HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(
                        HttpHeaders.createOptimized(name),
                        HttpHeaders.createOptimized(line.substring(colon + 1).trim()));
            }
        }
        return headers.copy(false);
    }
}
