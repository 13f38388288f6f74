package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.Outcome;
import dev.credence.testing.FakeVault;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
    private static final int MANY = 10_000;
    private static final String IMDS = "/latest/meta-data/iam/security-credentials/";

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = TestGateway.of(folder, """
                credentials:
                  app: {provider: aws, role: app}
                  down: {provider: aws, role: down, session-name: "${caller.name}"}
                callers:
                  - {match: {cidr: 127.0.0.1/32, name: billing}, credentials: [app, down]}
                  - {match: any, credentials: [app]}
                providers: {aws: {imds-v1: true, container: {require-token: false}}}
                """);
        gateway.issuer().fail("down", new Outcome.Unavailable("vault.sealed", "sealed"));
        gateway.start();
        await().until(() -> gateway.get("/v1/credentials/app").status() == 200);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void pageIsWhatPrometheusReads() {
        RawResponse page = RawHttp.exchange(gateway.opsPort(), "GET", "/metrics");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.text()).contains("# TYPE credence_requests_total counter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1 | true",
                "application/openmetrics-text; version=1.0.0 | true",
                "text/plain;q=0.5,application/openmetrics-text;q=0.4 | false",
                "text/html, */* | false",
                "nonsense | false"
            })
    void isOpenMetricsForWhoPrefersThat(String accept, boolean expected) {
        RawResponse page = RawHttp.exchange(gateway.opsPort(), "GET", "/metrics", "Accept: " + accept);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith(expected ? "application/openmetrics-text" : "text/plain");
        assertThat(page.text().endsWith("# EOF\n")).isEqualTo(expected);
        assertThat(page.text()).contains("\ncredence_keys 1.0\n");
    }

    @Test
    void hasTheNamesThatAreDocumented() {
        gateway.get(IMDS + "down");
        gateway.get(IMDS + "app", "X-Forwarded-For: 192.0.2.1");

        assertThat(series())
                .contains(
                        "credence_requests_total{endpoint=\"container\",provider=\"aws\",status=\"200\"}",
                        "credence_requests_total{endpoint=\"imds_credentials\",provider=\"aws\",status=\"503\"}",
                        "credence_request_seconds_count{provider=\"aws\"}",
                        "credence_request_seconds_bucket{provider=\"aws\",le=\"5.0E-5\"}",
                        "credence_coalesced_total{provider=\"aws\"}",
                        "credence_refusals_total{provider=\"aws\",reason=\"forwarded\"}",
                        "credence_credential_expiry_timestamp_seconds{credential=\"app\"}",
                        "credence_credential_state{credential=\"app\",state=\"fresh\"}",
                        "credence_keys",
                        "credence_imds_v1_requests_total{caller=\"billing\"}");
    }

    @Test
    void countsEachAnswerOnce() {
        double before = value("credence_requests_total{endpoint=\"container\",provider=\"aws\",status=\"200\"}");
        for (int i = 0; i < 10; i++) {
            gateway.get("/v1/credentials/app");
        }

        assertThat(value("credence_requests_total{endpoint=\"container\",provider=\"aws\",status=\"200\"}"))
                .isEqualTo(before + 10);
    }

    @Test
    void tellsWhenTheCredentialEnds() {
        assertThat(value("credence_credential_expiry_timestamp_seconds{credential=\"app\"}"))
                .isEqualTo(1_772_380_800);
        assertThat(value("credence_credential_state{credential=\"app\",state=\"fresh\"}"))
                .isEqualTo(1);
    }

    @Test
    void nothingThatACallerSendsBecomesASeries() {
        oneOfEach("first");
        Set<String> before = series();

        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            for (int i = 0; i < MANY; i++) {
                send(connection, "x" + i, i % 5);
            }
        }
        oneOfEach("last");

        assertThat(series()).isEqualTo(before);
    }

    @Test
    void manyCallersAreOneSeries() {
        gateway.getFrom("127.0.0.2", IMDS + "app");
        Set<String> before = series();

        for (int i = 3; i < 200; i++) {
            gateway.getFrom("127.0.0." + i, IMDS + "app");
        }

        assertThat(series()).isEqualTo(before);
    }

    @Test
    void holdsNoSecret() {
        gateway.get(IMDS + "app");
        gateway.get("/v1/credentials/" + FakeVault.CANARY);

        assertThat(gateway.metrics()).doesNotContain(FakeVault.CANARY);
    }

    private void oneOfEach(String name) {
        for (int kind = 0; kind < 5; kind++) {
            try (RawHttp connection = RawHttp.connect(gateway.port())) {
                send(connection, name, kind);
            }
        }
    }

    private static void send(RawHttp connection, String name, int kind) {
        String request =
                switch (kind) {
                    case 0 -> RawHttp.request("GET", "/" + name);
                    case 1 -> RawHttp.request("GET", IMDS + name, "X-Request-ID: " + name);
                    case 2 -> RawHttp.request("GET", "/v1/credentials/" + name, "Authorization: " + name);
                    case 3 -> RawHttp.request("GET", "/latest/meta-data/", "Host: " + name + ".example");
                    default -> RawHttp.request(name.toUpperCase(Locale.ROOT), "/latest/meta-data/" + name);
                };
        connection.send(request);
        connection.read();
    }

    private Set<String> series() {
        return Arrays.stream(gateway.metrics().split("\n"))
                .filter(line -> line.startsWith("credence_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private double value(String series) {
        return Arrays.stream(gateway.metrics().split("\n"))
                .filter(line -> line.startsWith(series + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
