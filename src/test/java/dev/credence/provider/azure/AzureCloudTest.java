package dev.credence.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeVault;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.ScriptedIssuer;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Azure among other clouds, over changes of the configuration, and what is written about it. */
class AzureCloudTest {
    private static final String TOKEN = TokenEndpoint.PATH + "?api-version=2018-02-01&resource=a";
    private static final String SUBSCRIPTION =
            "/metadata/instance/compute/subscriptionId?api-version=2021-02-01&format=text";
    private static final String METADATA = "Metadata: true";
    private static final String CREDENTIALS = """
            credentials:
              app: {provider: azure, role: app}
              other: {provider: azure, role: other, client-id: 0123}
              amazon: {provider: aws, role: amazon}
            """;

    @TempDir
    Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void sharesAListenerWithOtherClouds() {
        gateway = TestGateway.start(folder, CREDENTIALS + "providers: {aws: {imds-v1: true}}\n");

        assertThat(gateway.get(TOKEN, METADATA).text()).contains("\"access_token\"");
        assertThat(gateway.get("/latest/meta-data/iam/security-credentials/amazon")
                        .text())
                .contains("\"AccessKeyId\"");
    }

    @Test
    void answersOnAListenerOfOthersThatItIsOff() {
        gateway = TestGateway.start(folder, CREDENTIALS + """
                listeners:
                  - {address: '127.0.0.1:0', providers: [azure]}
                  - {address: '127.0.0.1:0', providers: [aws]}
                """);

        assertThat(on(0, TOKEN).status()).isEqualTo(200);
        assertThat(on(1, TOKEN).text())
                .isEqualTo("{\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}");
        assertThat(on(1, "/metadata/versions").text()).isEqualTo("{\"error\":\"Not found\"}");
        assertThat(on(0, "/latest/api/token").header("Server")).isEqualTo("EC2ws");
        assertThat(on(0, "/nonsense").text()).isEqualTo("{\"error\":\"Not found\"}");
        assertThat(on(1, "/nonsense").header("Content-Type")).isEqualTo("text/html");
    }

    @Test
    void fetchesAheadWhatSomebodyMayHave() {
        gateway = TestGateway.start(folder, CREDENTIALS + "callers: [{match: any, credentials: [other]}]\n");

        await().until(() -> gateway.issuer().calls().size() == 1);
        assertThat(gateway.issuer().calls().get(0).credential()).isEqualTo("other");
        assertThat(gateway.issuer().calls().get(0).variant()).isEmpty();
    }

    @Test
    void showsNobodyThePassword() {
        gateway = TestGateway.start(folder, CREDENTIALS);
        await().until(() -> gateway.get(SUBSCRIPTION, METADATA).text().equals(ScriptedIssuer.SUBSCRIPTION));

        assertThat(List.of(
                        gateway.get(TOKEN, METADATA).text(),
                        gateway.get("/metadata/instance?api-version=2021-02-01", METADATA)
                                .text()))
                .noneMatch(text -> text.contains(FakeVault.CANARY + "-password"));
    }

    @Test
    void remembersWhatTheBackEndToldOverAChangeOfTheConfiguration() {
        gateway = TestGateway.start(folder, CREDENTIALS);
        await().until(() -> gateway.get(SUBSCRIPTION, METADATA).text().equals(ScriptedIssuer.SUBSCRIPTION));
        gateway.issuer().hold();

        gateway.reload(CREDENTIALS + "instance: {azure: {tenant-id: t}}\n");

        assertThat(gateway.get(SUBSCRIPTION, METADATA).text()).isEqualTo(ScriptedIssuer.SUBSCRIPTION);
        gateway.issuer().release();
    }

    @Test
    void forgetsWhatItWasToldOfAnotherCredentialOfTheSameName() {
        gateway = TestGateway.start(folder, CREDENTIALS);
        await().until(() -> gateway.get(SUBSCRIPTION, METADATA).text().equals(ScriptedIssuer.SUBSCRIPTION));

        gateway.reload(CREDENTIALS.replace("role: app", "role: anonymous"));

        assertThat(gateway.get(SUBSCRIPTION, METADATA).text()).isEmpty();
    }

    @Test
    void tellsTheSubscriptionOfTheFirstTokenRightAfterIt() {
        gateway = TestGateway.start(
                folder,
                "credentials: {app: {provider: azure, role: app, kind: token}}\n"
                        + "providers: {azure: {resources: [a]}}\n");
        gateway.get(TOKEN, METADATA);

        assertThat(gateway.get(SUBSCRIPTION, METADATA).text()).isEqualTo(ScriptedIssuer.SUBSCRIPTION);
    }

    @Test
    void writesWhoGotWhatAndWhoDidNot() {
        gateway = TestGateway.start(folder, CREDENTIALS + """
                callers:
                  - {match: {token-file: app.token, name: web}, credentials: [app]}
                  - {match: {cidr: 127.0.0.1/32, name: node}, credentials: [app]}
                """);
        try (LogCapture audit = LogCapture.of("credence.audit")) {
            gateway.get(TOKEN, METADATA, "X-Request-ID: 1");
            gateway.get(TOKEN, METADATA, "X-Request-ID: 2");
            gateway.get(TOKEN + "&client_id=0123", METADATA, "X-Request-ID: 3");
            gateway.get(TOKEN + "&client_id=nobody", METADATA, "X-Request-ID: 4");
            gateway.get("/msi/token?api-version=2019-08-01&resource=a", "X-Request-ID: 5");
            gateway.getFrom("127.0.0.2", TOKEN, METADATA, "X-Request-ID: 6");

            assertThat(audit.lines())
                    .extracting(
                            line -> line.replaceAll(" (address|rule|match|key_suffix|expires|provider)=\"[^\"]*\"", ""))
                    .containsExactly(
                            "credential given caller=\"node\" credential=\"app\" request_id=\"1\"",
                            "credential refused caller=\"node\" credential=\"other\" outcome=\"not_entitled\""
                                    + " request_id=\"3\"",
                            "credential refused caller=\"node\" credential=\"\" outcome=\"no_token\" request_id=\"5\"",
                            "credential refused caller=\"127.0.0.2\" credential=\"\" outcome=\"not_entitled\""
                                    + " request_id=\"6\"");
        }
    }

    @Test
    void countsRequestsByEndpoint() {
        gateway = TestGateway.start(folder, CREDENTIALS);
        gateway.get(TOKEN, METADATA);
        gateway.get(TOKEN);
        gateway.get("/msi/token");
        gateway.get(SUBSCRIPTION, METADATA);
        gateway.get("/metadata/loadbalancer", METADATA);

        assertThat(gateway.metrics())
                .contains(
                        count("token", 200),
                        count("token", 400),
                        count("app_service", 401),
                        count("metadata", 200),
                        count("other", 404),
                        "credence_refusals_total{provider=\"azure\",reason=\"no_token\"} 1.0");
    }

    private static String count(String endpoint, int status) {
        return "credence_requests_total{endpoint=\"" + endpoint + "\",provider=\"azure\",status=\"" + status
                + "\"} 1.0";
    }

    private RawResponse on(int listener, String path) {
        return RawHttp.exchange(gateway.port(listener), "GET", path, METADATA);
    }
}
