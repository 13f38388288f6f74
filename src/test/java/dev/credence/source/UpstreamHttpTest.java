package dev.credence.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No answer, however odd, keeps a connection that nobody waits for. */
@Timeout(60)
class UpstreamHttpTest {
    private static final Duration LIMIT = Duration.ofMillis(300);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private HttpServer server;
    private UpstreamHttp http;

    @BeforeEach
    void start() throws Exception {
        server = vertx.createHttpServer()
                .connectionHandler(connection -> {
                    connections.incrementAndGet();
                    connection.closeHandler(closed -> connections.decrementAndGet());
                })
                .requestHandler(this::answer);
        server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
        http = new UpstreamHttp(vertx, UpstreamHttp.options(Duration.ofMinutes(1)));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void endsTheConnectionOfAnAnswerThatDripsPastItsTime() {
        assertThat(NoAnswer.of(ask("/drip").cause())).isEqualTo(NoAnswer.TIMEOUT);

        await().untilAtomic(connections, org.hamcrest.Matchers.is(0));
    }

    @Test
    void endsTheConnectionOfAnAnswerThatNeverComes() {
        assertThat(NoAnswer.of(ask("/silence").cause())).isEqualTo(NoAnswer.TIMEOUT);

        await().untilAtomic(connections, org.hamcrest.Matchers.is(0));
    }

    @Test
    void endsTheConnectionOfAnAnswerWithoutEnd() {
        assertThat(NoAnswer.of(ask("/endless").cause())).isIn(NoAnswer.TOO_LARGE, NoAnswer.TIMEOUT);

        await().untilAtomic(connections, org.hamcrest.Matchers.is(0));
    }

    @Test
    void keepsTheConnectionOfAnAnswerThatCameInTime() {
        assertThat(ask("/").result().bodyAsString()).isEqualTo("here");

        assertThat(connections).hasValue(1);
    }

    private AsyncResult<HttpResponse<Buffer>> ask(String path) {
        Future<HttpResponse<Buffer>> answer = http.exchange(
                http.request(HttpMethod.GET, "http://127.0.0.1:" + server.actualPort() + path),
                Optional.empty(),
                LIMIT);
        await().until(answer::isComplete);
        return answer;
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response().setChunked(true);
        switch (request.path()) {
            case "/drip" -> vertx.setPeriodic(20, id -> response.write("."));
            case "/endless" -> flood(response);
            case "/silence" -> {}
            default -> response.end("here");
        }
    }

    private static void flood(HttpServerResponse response) {
        response.write("x".repeat(10_000)).onSuccess(sent -> flood(response));
    }
}
