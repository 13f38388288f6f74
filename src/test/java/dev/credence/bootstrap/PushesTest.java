package dev.credence.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.ConfigurationLoader;
import dev.credence.dev.DevVault;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeOtlp;
import dev.credence.testing.FakeStatsd;
import dev.credence.testing.FreePort;
import dev.credence.testing.Http;
import dev.credence.testing.LogCapture;
import dev.credence.testing.TestCertificates;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway, and those who get its metrics. */
@Timeout(60)
class PushesTest {
    private static final String TOKEN = "development-token";
    private static final String CREDENTIAL = "/v1/credentials/app";

    @TempDir
    private Path folder;

    private Platform platform;
    private int vault;
    private FakeOtlp otlp;
    private FakeStatsd statsd;
    private Gateway gateway;
    private Http workloads;
    private Http ops;

    @BeforeEach
    void receivers() {
        platform = Platform.create();
        vault = await(new DevVault(
                        platform.vertx(), Secret.of(TOKEN), Duration.ofHours(1), platform.time(), platform.random())
                .start());
        otlp = new FakeOtlp(platform.vertx(), new HttpServerOptions());
        statsd = new FakeStatsd();
    }

    @AfterEach
    void stop() {
        statsd.close();
        await(platform.close());
    }

    @Test
    void allThreeTellTheSame() {
        start("{tags: {env: test}, statsd: %s, otlp: %s}".formatted(statsd(), otlp()));
        ask(7);

        Awaitility.await().untilAsserted(() -> {
            assertThat(statsd.counted("credence.requests", "|c|#endpoint:container,env:test,provider:aws,status:200"))
                    .isEqualTo(7);
            assertThat(counted()).isEqualTo(7);
        });
        assertThat(ops.get("/metrics").body())
                .contains("credence_requests_total{endpoint=\"container\",provider=\"aws\",status=\"200\"} 7.0")
                .contains("credence_metrics_pushes_total{outcome=\"ok\",sink=\"otlp\"}")
                .contains("credence_metrics_pushes_total{outcome=\"ok\",sink=\"statsd\"}");
        assertThat(statsd.lines())
                .contains("credence.credential.state:1|g|#credential:app,env:test,state:fresh")
                .anyMatch(
                        line -> line.startsWith("credence.request.p99:") && line.endsWith("|g|#env:test,provider:aws"))
                .anyMatch(line -> line.startsWith("vertx.pool.completed:"))
                .anyMatch(line -> line.startsWith("credence.first.break:1000000000000|g"));
        assertThat(statsd.sizes()).allMatch(size -> size <= 1432);
        assertThat(otlp.pushes().get(0).metrics())
                .extracting(metric -> metric.getName())
                .contains("credence.credential.expiry.timestamp.seconds", "vertx.pool.in.use", "credence.build.info");
        assertThat(otlp.pushes().get(0).headers().get("Content-Type")).isEqualTo("application/x-protobuf");
    }

    @Test
    void withoutPrometheusTheyGetTheSame() {
        start("{prometheus: false, statsd: %s}".formatted(statsd()));
        ask(3);

        Awaitility.await().untilAsserted(() -> assertThat(
                        statsd.counted("credence.requests", "|c|#endpoint:container,provider:aws,status:200"))
                .isEqualTo(3));
        assertThat(ops.get("/metrics").statusCode()).isEqualTo(404);
    }

    @Test
    void theLastReportIsMadeWhenTheGatewayStops() {
        start("{statsd: {address: '127.0.0.1:%d', interval: 1h}, otlp: {url: '%s', interval: 1h}}"
                .formatted(statsd.port(), otlp.address()));
        ask(5);

        await(gateway.stop());

        assertThat(otlp.pushes()).hasSize(1);
        assertThat(counted()).isEqualTo(5);
        Awaitility.await().untilAsserted(() -> assertThat(
                        statsd.counted("credence.requests", "|c|#endpoint:container,provider:aws,status:200"))
                .isEqualTo(5));
    }

    @Test
    void headersAreSentAndNeverShown() throws Exception {
        Files.writeString(folder.resolve("otlp.token"), "canary-of-otlp\n");
        try (LogCapture log = LogCapture.of("credence.metrics")) {
            otlp.answer(401, Buffer.buffer("who are you"));
            start("{otlp: {url: '%s/x/', interval: 1s, headers: {Authorization: 'Bearer ${file:otlp.token}'}}}"
                    .formatted(otlp.address()));

            Awaitility.await().until(() -> log.lines().size() == 1);
            assertThat(otlp.pushes().get(0).path()).isEqualTo("/x");
            assertThat(otlp.pushes().get(0).headers().get("Authorization")).isEqualTo("Bearer canary-of-otlp");
            assertThat(log.lines().get(0))
                    .isEqualTo("metrics are not taken: status 401: who are you sink=\"otlp\" address=\"%s/x\""
                                    .formatted(otlp.address())
                            + " outcome=\"http_4xx\"");
            assertThat(ops.get("/metrics").body()).doesNotContain("canary-of-otlp");
        }
    }

    @Test
    void aReceiverThatFailsIsToldOfOnceAndCountedEachTime() {
        try (LogCapture log = LogCapture.of("credence.metrics")) {
            otlp.answer(503, Buffer.buffer());
            start("{otlp: %s}".formatted(otlp()));
            Awaitility.await().until(() -> pushes("http_5xx") >= 2);
            assertThat(log.lines()).hasSize(1);

            otlp.answer(200, Buffer.buffer());

            Awaitility.await().until(() -> log.lines().size() == 2);
            assertThat(log.lines().get(1)).startsWith("metrics are taken again sink=\"otlp\"");
        }
    }

    @Test
    void aReceiverThatRefusesSomeHasNotTakenThem() {
        otlp.answer(
                200,
                Buffer.buffer(ExportMetricsServiceResponse.newBuilder()
                        .setPartialSuccess(
                                ExportMetricsPartialSuccess.newBuilder().setRejectedDataPoints(2))
                        .build()
                        .toByteArray()));
        start("{otlp: %s}".formatted(otlp()));

        Awaitility.await().until(() -> pushes("rejected") >= 1);
    }

    @Test
    void aReceiverThatHangsIsAskedOnceAndDoesNotHoldUpTheEnd() {
        otlp.beSilent();
        start("{otlp: %s}".formatted(otlp()));
        Awaitility.await().until(() -> !otlp.pushes().isEmpty());
        ask(20);

        await(gateway.stop());

        // Whether the last report came through is up to the receiver; the one that hung was not joined by others.
        assertThat(otlp.pushes()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void receiversThatAreNotThereTakeNothingFromWorkloads() {
        int nobody = FreePort.next();
        start(
                "{statsd: {address: 'nowhere.invalid:8125', interval: 1s}, otlp: {url: 'http://127.0.0.1:%d', interval: 1s}}"
                        .formatted(nobody));
        ask(50);
        Awaitility.await().until(() -> pushes("unreachable") >= 1 && pushes("unknown_host") >= 1);
        ask(50);
    }

    @Test
    void tlsIsBelievedOnlyFromTheNamedAuthority() throws Exception {
        TestCertificates certificates = TestCertificates.in(folder);
        FakeOtlp secure = new FakeOtlp(
                platform.vertx(),
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(folder.resolve("server.pem").toString())
                                .addKeyPath(folder.resolve("server.key").toString())));
        start("{otlp: {url: '%s', interval: 1s, tls: {ca-certificate: '%s'}}}"
                .formatted(secure.address(), certificates.authority()));
        Awaitility.await().until(() -> !secure.pushes().isEmpty());
        await(gateway.stop());

        start("{otlp: {url: '%s', interval: 1s}}".formatted(secure.address()));

        Awaitility.await().until(() -> pushes("tls_failed") >= 1);
    }

    private String statsd() {
        return "{address: '127.0.0.1:%d', interval: 1s}".formatted(statsd.port());
    }

    private String otlp() {
        return "{url: '%s', interval: 1s}".formatted(otlp.address());
    }

    private void start(String metrics) {
        Path file = folder.resolve("credence.yaml");
        try {
            Files.writeString(file, """
                    listeners: [{address: "127.0.0.1:0"}]
                    ops: {address: "127.0.0.1:0"}
                    backends: {dev: {type: vault, address: "http://127.0.0.1:%d", auth: {token: %s}}}
                    credentials: {app: {provider: aws, role: dev}}
                    providers: {aws: {container: {require-token: false}}}
                    leases: {file: leases.json}
                    metrics: %s
                    """.formatted(vault, TOKEN, metrics));
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        var loader = new ConfigurationLoader(platform.vertx(), List.of(file), Map.of(), Map.of());
        gateway = await(Gateway.start(platform, await(loader.load()).configuration()));
        workloads = new Http(gateway.listeners().get(0).port());
        ops = new Http(gateway.ops().port());
        Awaitility.await().until(() -> ops.isOk("/readyz"));
    }

    private void ask(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(workloads.get(CREDENTIAL).statusCode()).isEqualTo(200);
        }
    }

    /** What the last push says of answers to workloads. */
    private double counted() {
        var pushes = otlp.pushes();
        return pushes.isEmpty()
                ? 0
                : pushes.get(pushes.size() - 1).metric("credence.requests").stream()
                        .flatMap(metric -> metric.getSum().getDataPointsList().stream())
                        .mapToDouble(point -> point.getAsDouble())
                        .sum();
    }

    private double pushes(String outcome) {
        return ops.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("credence_metrics_pushes_total{outcome=\"" + outcome))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
