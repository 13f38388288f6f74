package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeNodeMetadata;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TcpForwarder;
import dev.credence.testing.TestGateway;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways that hand on to gateways: a chain ends at the real service, a circle ends where it began. */
@Timeout(60)
class PassthroughCircleTest {
    private static final String AMI = "/latest/meta-data/ami-id";

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void whatComesBackThroughARedirectIs404AndToldOfOnce() {
        try (TcpForwarder redirect = new TcpForwarder(vertx);
                TestGateway gateway = start("itself", redirect.address());
                LogCapture log = LogCapture.of(Passthrough.class.getName())) {
            redirect.to(gateway.port());

            RawResponse first = gateway.getWithToken(AMI);
            RawResponse second = gateway.getWithToken(AMI);

            assertThat(first.status()).isEqualTo(404);
            assertThat(second.status()).isEqualTo(404);
            // The request itself, and once more as it came back.
            assertThat(gateway.metrics())
                    .contains(
                            "credence_requests_total{endpoint=\"imds_passthrough\",provider=\"aws\",status=\"404\"} 4.0");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains(redirect.address()))
                    .singleElement()
                    .asString()
                    .startsWith("what is handed to the metadata service comes back to this gateway");
        }
    }

    @Test
    void aCircleOfTwoEndsWhereItBegan() {
        try (TcpForwarder redirect = new TcpForwarder(vertx);
                TestGateway first = start("first", redirect.address());
                TestGateway second = start("second", "http://127.0.0.1:" + first.port())) {
            redirect.to(second.port());

            assertThat(first.getWithToken(AMI).status()).isEqualTo(404);
            assertThat(first.metrics())
                    .contains("credence_refusals_total{provider=\"aws\",reason=\"passthrough.circle\"} 1.0");
            assertThat(second.metrics()).doesNotContain("passthrough.circle");
        }
    }

    @Test
    void aChainOfTwoReachesTheRealService() {
        try (FakeNodeMetadata imds = new FakeNodeMetadata(vertx).at(AMI, "ami-real");
                TestGateway last = start("last", imds.address().toString());
                TestGateway first = start("first", "http://127.0.0.1:" + last.port())) {

            RawResponse answer = first.getWithToken(AMI);

            assertThat(answer.text()).isEqualTo("ami-real");
            assertThat(answer.header("X-Aws-Ec2-Metadata-Token-Ttl-Seconds")).isEqualTo("21600");
            assertThat(imds.reads().get(0).header("x-credence-via").orElseThrow())
                    .matches("[0-9a-f]{16}, [0-9a-f]{16}");
            assertThat(first.getWithToken("/latest/meta-data/nothing").text()).isEqualTo("real 404");
        }
    }

    @Test
    void aChainThatIsTooLongForAnyoneToMeanItEnds() {
        try (FakeNodeMetadata imds = new FakeNodeMetadata(vertx).at(AMI, "ami-real");
                TestGateway gateway = start("one", imds.address().toString())) {
            String token = "X-aws-ec2-metadata-token: " + gateway.token();

            assertThat(gateway.get(AMI, token, via(6)).text()).isEqualTo("ami-real");
            assertThat(gateway.get(AMI, token, via(8)).status()).isEqualTo(404);
            assertThat(gateway.get(AMI, token, "X-Credence-Via: " + "x".repeat(600))
                            .status())
                    .isEqualTo(404);
            assertThat(imds.reads()).hasSize(1);
        }
    }

    private static String via(int gateways) {
        return IntStream.range(0, gateways)
                .mapToObj(i -> "%016x".formatted(i))
                .collect(Collectors.joining(", ", "X-Credence-Via: ", ""));
    }

    private TestGateway start(String name, String address) {
        return TestGateway.start(folder(name), """
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {passthrough: {address: "%s", allow: ['*']}}}
                refresh: {wait: 8s}
                """.formatted(address));
    }

    private Path folder(String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
