package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeNodeMetadata;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's own session with a real metadata service: when it begins, ends, or cannot be had. */
@Timeout(60)
class PassthroughSessionTest {
    private static final String AMI = "/latest/meta-data/ami-id";

    private final Vertx vertx = Vertx.vertx();
    private final FakeNodeMetadata imds = new FakeNodeMetadata(vertx).at(AMI, "ami-real");

    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = TestGateway.start(folder, """
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {passthrough: {address: "%s", allow: ['*']}}}
                refresh: {wait: 8s}
                """.formatted(imds.address()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        imds.close();
        vertx.close().await();
    }

    @Test
    void aSessionThatEndedOverThereIsBegunAnewOnce() {
        gateway.getWithToken(AMI);

        imds.endSessions();

        assertThat(gateway.getWithToken(AMI).text()).isEqualTo("ami-real");
        assertThat(imds.tokensAsked()).isEqualTo(2);
        assertThat(imds.reads()).hasSize(3);
    }

    @Test
    void aServiceThatRefusesEverySessionIsNotAskedForEverAndTheCallersTokenIsNotBlamed() {
        imds.at(AMI, FakeReply.of(401, ""));

        RawResponse answer = gateway.getWithToken(AMI);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(imds.tokensAsked()).isEqualTo(2);
        assertThat(imds.reads()).hasSize(2);
    }

    @Test
    void theNextSessionIsBegunBeforeTheEndOfTheLastAndNobodyWaitsForIt() {
        gateway.getWithToken(AMI);
        gateway.time().advance(Duration.ofHours(5).plusMinutes(20));
        assertThat(gateway.getWithToken(AMI).status()).isEqualTo(200);
        assertThat(imds.tokensAsked()).isEqualTo(1);

        gateway.time().advance(Duration.ofMinutes(5));
        assertThat(gateway.getWithToken(AMI).status()).isEqualTo(200);
        await().until(() -> imds.tokensAsked() == 2);
        assertThat(token(imds.reads().get(2))).startsWith("node-token-1-");
        await().until(() -> {
            gateway.getWithToken(AMI);
            return token(imds.reads().get(imds.reads().size() - 1)).startsWith("node-token-2-");
        });

        assertThat(imds.tokensAsked()).isEqualTo(2);
    }

    @Test
    void aSessionThatIsOverIsNotShownAnyMore() {
        gateway.getWithToken(AMI);

        gateway.time().advance(Duration.ofHours(6));

        assertThat(gateway.getWithToken(AMI).status()).isEqualTo(200);
        assertThat(token(imds.reads().get(1))).startsWith("node-token-2-");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 405, 501})
    void aServiceWithoutSessionsIsAskedWithoutAndAskedAgainLater(int status) {
        imds.withoutSessions(status);

        assertThat(gateway.getWithToken(AMI).text()).isEqualTo("ami-real");
        assertThat(gateway.getWithToken(AMI).text()).isEqualTo("ami-real");
        assertThat(imds.tokensAsked()).isEqualTo(1);
        assertThat(imds.reads())
                .allMatch(read -> read.header("x-aws-ec2-metadata-token").isEmpty());

        gateway.time().advance(Duration.ofMinutes(5));
        assertThat(gateway.getWithToken(AMI).text()).isEqualTo("ami-real");
        assertThat(imds.tokensAsked()).isEqualTo(2);
    }

    @Test
    void aServiceThatComesToWantSessionsGetsOne() {
        imds.withoutSessions(404);
        gateway.getWithToken(AMI);

        imds.withoutSessions(0);

        assertThat(gateway.getWithToken(AMI).text()).isEqualTo("ami-real");
        assertThat(imds.tokensAsked()).isEqualTo(2);
    }

    private static String token(FakeRequest read) {
        return read.header("x-aws-ec2-metadata-token").orElseThrow();
    }
}
