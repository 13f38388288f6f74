package dev.credence.caller.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeWeb;
import dev.credence.testing.LogCapture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineCallTest {
    private final Vertx vertx = Vertx.vertx();
    private final FakeWeb web = new FakeWeb(vertx, request -> FakeReply.silence());
    private final HttpClient client = vertx.createHttpClient();

    @AfterEach
    void stop() {
        web.close();
        await(vertx.close());
    }

    @Test
    void aConnectionThatComesTooLateIsClosedWithoutAWordInTheLog() {
        Promise<HttpClientRequest> connection = Promise.promise();

        try (LogCapture log = LogCapture.of("io.vertx")) {
            EngineCall call = new EngineCall(connection.future(), Duration.ofMillis(1));
            awaitFailure(call.whole());
            HttpClientRequest late = await(client.request(
                    HttpMethod.GET, web.address().getPort(), web.address().getHost(), "/version"));
            connection.complete(late);

            awaitFailure(late.response());
            assertThat(log.lines()).isEmpty();
        }
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void aCallThatIsGivenUpIsClosedWithoutAWordInTheLog() {
        try (LogCapture log = LogCapture.of("io.vertx")) {
            Future<HttpClientRequest> connection = client.request(
                    HttpMethod.GET, web.address().getPort(), web.address().getHost(), "/version");
            HttpClientRequest made = await(connection);
            Promise<Void> closed = Promise.promise();
            made.connection().closeHandler(closed::tryComplete);

            EngineCall call = new EngineCall(connection, Duration.ofMillis(50));
            awaitFailure(call.whole());

            await(closed.future());
            assertThat(log.lines()).isEmpty();
        }
    }

    private static void awaitFailure(Future<?> future) {
        boolean failed = await(future.<Boolean>transform(end -> Future.succeededFuture(end.failed())));
        assertThat(failed).isTrue();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
