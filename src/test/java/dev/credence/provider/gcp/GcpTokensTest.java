package dev.credence.provider.gcp;

import static dev.credence.provider.gcp.Google.ACCOUNTS;
import static dev.credence.provider.gcp.Google.FLAVOR;
import static dev.credence.provider.gcp.Google.TOKEN;
import static dev.credence.provider.gcp.Google.ask;
import static dev.credence.provider.gcp.Google.awaitFetched;
import static dev.credence.provider.gcp.Google.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.ScriptedIssuer;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens and ID tokens: what a hit costs, and what is told of their life. */
class GcpTokensTest {
    private static final int CALLERS = 1_000;
    private static final String YAML = GcpGateways.credentials("app");
    private static final String IDENTITY = "providers: {gcp: {identity: iam-credentials}}\n";
    private static final String ID_TOKEN = ACCOUNTS + "default/identity?audience=https://service.example";

    @TempDir
    Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void hitAsksNeitherTheBackEndNorTheCredentialService() {
        start(YAML + IDENTITY);
        get(gateway, ID_TOKEN);
        long asked = gateway.asked();

        for (int i = 0; i < 100; i++) {
            assertThat(get(gateway, TOKEN).status()).isEqualTo(200);
            assertThat(get(gateway, TOKEN + "?scopes=a").status()).isEqualTo(200);
            assertThat(get(gateway, ID_TOKEN).status()).isEqualTo(200);
        }

        assertThat(asked).isEqualTo(1);
        assertThat(gateway.asked()).isEqualTo(asked);
        assertThat(gateway.issuer().calls()).hasSize(2);
    }

    @Test
    void oneCallServesAllWhoWaitForATokenAndForWhoseItIs() {
        gateway = TestGateway.of(folder, YAML + "refresh: {wait: 10s}\n");
        gateway.issuer().hold();
        gateway.start();
        List<RawHttp> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(ask(gateway, i % 2 == 0 ? TOKEN : ACCOUNTS + "default/email"));
        }
        await().until(() -> gateway.asked() == CALLERS);

        gateway.issuer().release();

        assertThat(callers)
                .allSatisfy(caller -> assertThat(caller.read().status()).isEqualTo(200));
        assertThat(gateway.issuer().calls()).hasSize(1);
        callers.forEach(RawHttp::close);
    }

    @Test
    void theRestOfTheLifeIsToldAnewAndNeverTooLong() {
        start(YAML);

        assertThat(get(gateway, TOKEN).text()).contains("\"expires_in\":21600,");
        gateway.time().advance(Duration.ofMillis(1));
        assertThat(get(gateway, TOKEN).text()).contains("\"expires_in\":21599,");
        gateway.time().advance(Duration.ofMillis(9_999));
        assertThat(get(gateway, TOKEN).text()).contains("\"expires_in\":21590,");
        assertThat(get(gateway, TOKEN + "?alt=text").text()).contains("expires_in 21590\n");
    }

    @Test
    void theETagOfATokenStaysAsItsLifeRunsDown() {
        start(YAML);
        RawResponse before = get(gateway, TOKEN);

        gateway.time().advance(Duration.ofSeconds(100));

        assertThat(get(gateway, TOKEN).header("ETag")).isEqualTo(before.header("ETag"));
    }

    @Test
    void aTokenIsNotGivenInItsLastSecond() {
        start(YAML);
        gateway.issuer().fail(new Outcome.Unavailable("vault.sealed", "Vault is sealed"));
        gateway.time().advance(ScriptedIssuer.LIFE.minusMillis(999));

        RawResponse answer = get(gateway, TOKEN);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void idTokensAreMadeFromTheAccessTokenOneForEachAudienceAndFormat() {
        start("""
                credentials: {app: {provider: gcp, role: app, email: app@my-project.iam.gserviceaccount.com}}
                callers: [{match: any, credentials: [app]}]
                """ + IDENTITY);

        String standard = get(gateway, ID_TOKEN).text();
        String full = get(gateway, ID_TOKEN + "&format=full").text();

        assertThat(get(gateway, ID_TOKEN + "&format=standard&licenses=TRUE").text())
                .isEqualTo(standard)
                .isNotEqualTo(full);
        CredentialKey access = gateway.issuer().calls().get(0);
        assertThat(access.parameters())
                .containsExactlyInAnyOrderEntriesOf(Map.of("mount", "gcp", "role", "app", "kind", "auto"));
        assertThat(gateway.issuer().calls())
                .contains(access.derive(
                        "https://iamcredentials.googleapis.com",
                        Map.of(
                                "audience",
                                "https://service.example",
                                "format",
                                "full",
                                "email",
                                "app@my-project.iam.gserviceaccount.com")))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default/identity",
                "default/identity?audience=",
                "default/identity?audience=%20%09",
                "default/identity?audience=a%00",
                "default/identity?audience=a&format=",
                "default/identity?audience=a&format=FULL",
                "default/identity?audience=%ff%",
                "default/token?x=%",
                "default/email?%zz=1",
                "default/email?wait_for_change=true&timeout_sec=-1",
                "default/email?wait_for_change=true&timeout_sec=1.5",
                "default/email?wait_for_change=true&timeout_sec="
            })
    void badRequestsAreToldSoAndCostNothing(String path) {
        start(YAML + IDENTITY);

        RawResponse answer = get(gateway, ACCOUNTS + path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Metadata-Flavor")).isEqualTo("Google");
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(gateway.asked()).isZero();
        assertThat(gateway.issuer().calls()).hasSize(1);
    }

    @Test
    void audienceMayBeLongButNotWithoutEnd() {
        start(YAML + IDENTITY);
        String path = ACCOUNTS + "default/identity?audience=";

        assertThat(get(gateway, path + "a".repeat(1024)).status()).isEqualTo(200);
        assertThat(get(gateway, path + "a".repeat(1025)).status()).isEqualTo(400);
    }

    @Test
    void whatTheListenerTurnsAwayIsToldInGooglesDialectToo() {
        start(YAML + "limits: {requests: \"1/s:1\"}\n");
        get(gateway, TOKEN);

        RawResponse tooOften = get(gateway, TOKEN);
        RawResponse tooLong = gateway.get("/computeMetadata/v1/" + "a".repeat(20_000), FLAVOR);

        assertThat(tooOften.status()).isEqualTo(429);
        assertThat(tooOften.header("Retry-After")).isEqualTo("1");
        assertThat(List.of(tooOften, tooLong)).allSatisfy(answer -> {
            assertThat(answer.status()).isIn(414, 429);
            assertThat(answer.header("Metadata-Flavor")).isEqualTo("Google");
            assertThat(answer.header("Server")).isEqualTo("Metadata Server for VM");
        });
    }

    @Test
    void requestsAreCountedByEndpointAndTheAuditLogSaysWhoGotWhatOnce() {
        try (LogCapture log = LogCapture.of("credence.audit")) {
            start(YAML + IDENTITY);
            get(gateway, TOKEN);
            get(gateway, TOKEN);
            get(gateway, ID_TOKEN);
            get(gateway, ACCOUNTS);
            get(gateway, "/computeMetadata/v2/");

            assertThat(log.lines().stream().filter(line -> line.contains("credential given")))
                    .hasSize(2);
        }
        assertThat(gateway.metrics())
                .contains(
                        "credence_requests_total{endpoint=\"token\",provider=\"gcp\",status=\"200\"} 2.0",
                        "credence_requests_total{endpoint=\"identity\",provider=\"gcp\",status=\"200\"} 1.0",
                        "credence_requests_total{endpoint=\"metadata\",provider=\"gcp\",status=\"200\"} 1.0",
                        "credence_requests_total{endpoint=\"other\",provider=\"gcp\",status=\"404\"} 1.0");
    }

    private void start(String yaml) {
        gateway = TestGateway.start(folder, yaml);
        awaitFetched(gateway, 1);
    }
}
