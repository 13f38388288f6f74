package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.DeafPort;
import dev.credence.testing.FakeNodeMetadata;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FreePort;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real metadata service that misbehaves, and more callers than it is asked for. */
@Timeout(60)
class PassthroughFaultsTest {
    private static final String AMI = "/latest/meta-data/ami-id";

    private final Vertx vertx = Vertx.vertx();
    private final FakeNodeMetadata imds = new FakeNodeMetadata(vertx).at(AMI, "ami-real");

    @TempDir
    private Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
        imds.close();
        vertx.close().await();
    }

    @Test
    void oneSessionServesAThousandCallersAtOnceAndMoreAreToldToComeAgain() {
        imds.web().hold();
        start("10s");
        String token = "X-aws-ec2-metadata-token: " + gateway.token();
        List<RawHttp> callers = new ArrayList<>();

        for (int i = 0; i <= Passthrough.MOST_UNDER_WAY; i++) {
            RawHttp caller = RawHttp.connect(gateway.port());
            callers.add(caller.send(RawHttp.request("GET", AMI, token)));
        }
        await().until(() -> metric("credence_refusals_total{provider=\"aws\",reason=\"passthrough.full\"}") == 1);
        imds.web().release();
        Map<Integer, Long> statuses = callers.stream()
                .map(RawHttp::read)
                .collect(Collectors.groupingBy(RawResponse::status, Collectors.counting()));
        callers.forEach(RawHttp::close);

        assertThat(statuses).containsExactlyInAnyOrderEntriesOf(Map.of(200, 1000L, 503, 1L));
        assertThat(imds.tokensAsked()).isEqualTo(1);
        assertThat(imds.reads()).hasSize(1000);
        assertThat(metric(
                        "credence_upstream_requests_total{backend=\"passthrough\",operation=\"token\",outcome=\"ok\"}"))
                .isEqualTo(1);
        assertThat(metric(
                        "credence_upstream_requests_total{backend=\"passthrough\",operation=\"read\",outcome=\"ok\"}"))
                .isEqualTo(1000);
        assertThat(gateway.getWithToken(AMI).status()).isEqualTo(200);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("silence", FakeReply.silence()),
                Arguments.of("reset", FakeReply.reset()),
                Arguments.of("cut", FakeReply.cut("half")),
                Arguments.of("stuck", FakeReply.stuck("half")),
                Arguments.of("drip", FakeReply.drip()),
                Arguments.of("2 MB", (FakeReply) request -> request.response().end(Buffer.buffer(new byte[2_000_000]))),
                Arguments.of("an odd status", FakeReply.of(999, "")),
                Arguments.of("no HTTP", (FakeReply) request -> request.toNetSocket()
                        .onSuccess(socket -> socket.end(Buffer.buffer("\u0000\u0001 nonsense\r\n\r\n")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aReadThatFailsIs503InTimeAndTheNextOneIsServed(String name, FakeReply fault) {
        start("300ms");
        imds.at(AMI, fault);

        RawResponse answer = gateway.getWithToken(AMI);

        assertUnavailable(answer);
        imds.at(AMI, "ami-real");
        assertThat(gateway.getWithToken(AMI).text()).isEqualTo("ami-real");
        assertThat(imds.tokensAsked()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aSessionThatCannotBeHadIs503InTimeAndTheNextOneIsTried(String name, FakeReply fault) {
        start("300ms");
        imds.web().next(fault);

        assertUnavailable(gateway.getWithToken(AMI));
        await().until(() -> gateway.getWithToken(AMI).status() == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "two\nlines"})
    void aTokenThatIsNoneIsNotSent(String token) {
        start("900ms");
        imds.web().next(FakeReply.of(200, token));

        assertUnavailable(gateway.getWithToken(AMI));
        assertThat(imds.reads()).isEmpty();
    }

    @Test
    void faultsOfTheServiceAreHandedOn() {
        start("900ms");
        imds.at(AMI, FakeReply.of(500, "broken").with("X-Request-ID", "theirs"));

        RawResponse answer = gateway.getWithToken(AMI);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("broken");
        assertThat(answer.header("X-Request-ID")).isNotEqualTo("theirs");
        assertThat(metric("credence_upstream_requests_total{backend=\"passthrough\",operation=\"read\","
                        + "outcome=\"passthrough.error\"}"))
                .isEqualTo(1);
    }

    @Test
    void aServiceThatIsNotThereIs503AndToldOfOnce() {
        int port = FreePort.next();
        try (LogCapture log = LogCapture.of(PassthroughCalls.class.getName())) {
            startAt("http://127.0.0.1:" + port, "900ms");

            IntStream.range(0, 3).forEach(i -> assertUnavailable(gateway.getWithToken(AMI)));

            assertThat(log.lines())
                    .filteredOn(line -> line.contains(":" + port))
                    .singleElement()
                    .asString()
                    .startsWith("the metadata service that paths are handed to does not answer");
        }
    }

    @Test
    void aServiceThatDoesNotEvenConnectIs503InTime() {
        int port = FreePort.next();
        try (DeafPort deaf = DeafPort.at(port)) {
            assertThat(deaf).isNotNull();
            startAt("http://127.0.0.1:" + port, "300ms");

            assertUnavailable(gateway.getWithToken(AMI));
        }
    }

    @Test
    void hungReadsLeaveNoConnectionBehind() {
        start("100ms");
        gateway.getWithToken(AMI);
        imds.at("/latest/meta-data/hung", FakeReply.silence());
        String token = "X-aws-ec2-metadata-token: " + gateway.token();

        for (int i = 0; i < 40; i++) {
            assertUnavailable(gateway.get("/latest/meta-data/hung", token));
        }

        assertThat(gateway.get(AMI, token).text()).isEqualTo("ami-real");
    }

    private static void assertUnavailable(RawResponse answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("Content-Type")).isEqualTo("text/html");
        assertThat(answer.text()).contains("<title>503 - Service Unavailable</title>");
    }

    private void start(String wait) {
        startAt(imds.address().toString(), wait);
    }

    private void startAt(String address, String wait) {
        gateway = TestGateway.start(folder, """
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {passthrough: {address: "%s", allow: ['*']}}}
                refresh: {wait: %s}
                """.formatted(address, wait));
    }

    private double metric(String name) {
        return gateway.metrics()
                .lines()
                .filter(line -> line.startsWith(name + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
