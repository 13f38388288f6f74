package dev.credence.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.Outcome;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens from the first request to their end: one call for each resource, none for a hit. */
class AzureTokensTest {
    private static final int CALLERS = 1000;
    private static final String YAML = """
            credentials: {app: {provider: azure, role: app}}
            callers: [{match: {token-file: app.token}, credentials: [app]}, {match: any, credentials: [app]}]
            refresh: {wait: 10s}
            """;
    private static final Outcome.Failure DOWN = new Outcome.Unavailable("vault.sealed", "Vault is sealed");
    private static final String METADATA = "Metadata: true";

    @TempDir
    Path folder;

    private TestGateway gateway;
    private final List<RawHttp> callers = new ArrayList<>();

    @AfterEach
    void stop() {
        callers.forEach(RawHttp::close);
        gateway.close();
    }

    @Test
    void hitAsksNeitherTheBackEndNorTheCredentialService() {
        gateway = TestGateway.start(folder, YAML);
        get("a");
        await().until(() -> calls("a") == 1);
        long asked = gateway.asked();
        int calls = gateway.issuer().calls().size();

        for (int i = 0; i < 100; i++) {
            assertThat(get("a").status()).isEqualTo(200);
            assertThat(gateway.get(
                                    "/msi/token?api-version=2019-08-01&resource=a",
                                    "X-IDENTITY-HEADER: " + TestGateway.APP_TOKEN)
                            .status())
                    .isEqualTo(200);
            assertThat(gateway.get("/metadata/instance?api-version=2021-02-01", METADATA)
                            .status())
                    .isEqualTo(200);
        }

        assertThat(asked).isEqualTo(1);
        assertThat(gateway.asked()).isEqualTo(asked);
        assertThat(gateway.issuer().calls()).hasSize(calls);
    }

    @Test
    void twoResourcesAtTheSameMomentAreOneCallEach() {
        hold();

        ask("a");
        ask("b");
        await().until(() -> calls("a") == 1 && calls("b") == 1);
        gateway.issuer().release();

        assertThat(callers.get(0).read().text()).contains("\"resource\":\"a\"");
        assertThat(callers.get(1).read().text()).contains("\"resource\":\"b\"");
        assertThat(calls("a")).isEqualTo(1);
        assertThat(calls("b")).isEqualTo(1);
    }

    @Test
    void oneCallServesAllCallersOfAColdResourceTheSameToken() {
        hold();

        for (int i = 0; i < CALLERS; i++) {
            ask("a");
        }
        await().until(() -> gateway.asked() == CALLERS);
        gateway.issuer().release();

        assertThat(callers.stream().map(caller -> caller.read().text()).distinct())
                .singleElement()
                .asString()
                .contains("access_token");
        assertThat(calls("a")).isEqualTo(1);
    }

    @Test
    void slowResourceDoesNotHoldUpAnother() {
        gateway = TestGateway.of(folder, YAML);
        gateway.issuer().hold("slow");
        gateway.start();

        ask("slow");
        await().until(() -> calls("slow") == 1);
        assertThat(get("fast").status()).isEqualTo(200);
        gateway.issuer().release();

        assertThat(callers.get(0).read().status()).isEqualTo(200);
    }

    @Test
    void callersOfASlowDirectoryAreAskedToComeBackAndItsAnswerServesTheNext() {
        gateway = TestGateway.of(folder, YAML.replace("10s", "200ms"));
        gateway.issuer().hold("a");
        gateway.start();

        RawResponse answer = get("a");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        gateway.issuer().release();
        await().until(() -> get("a").status() == 200);
        assertThat(calls("a")).isEqualTo(1);
    }

    @Test
    void leastUsedResourceOfACallerMakesRoom() {
        gateway = TestGateway.start(folder, YAML + "providers: {azure: {max-resources: 2}}\n");
        for (String resource : List.of("a", "b", "a", "c", "a")) {
            assertThat(get(resource).status()).isEqualTo(200);
            gateway.time().advance(Duration.ofSeconds(2));
        }

        assertThat(calls("a")).isEqualTo(1);
        await().until(() -> get("b").status() == 200 && calls("b") == 2);
        assertThat(calls("c")).isEqualTo(1);
    }

    @Test
    void tooManyResourcesAtOnceAreThrottled() {
        gateway = TestGateway.of(folder, YAML + "providers: {azure: {max-resources: 1}}\n");
        gateway.issuer().hold("a");
        gateway.start();
        ask("a");
        await().until(() -> calls("a") == 1);

        RawResponse answer = get("b");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.text())
                .isEqualTo("{\"error\":\"too_many_requests\","
                        + "\"error_description\":\"too many resources of one credential at once\"}");
        gateway.issuer().release();
    }

    @Test
    void saysHowManySecondsAreLeftAndNeverMore() {
        gateway = TestGateway.start(folder, YAML);
        assertThat(get("a").text()).contains("\"expires_in\":\"21600\"", "\"ext_expires_in\":\"21600\"");

        gateway.time().advance(Duration.ofMillis(1));
        assertThat(get("a").text()).contains("\"expires_in\":\"21599\"", "\"ext_expires_in\":\"21599\"");

        gateway.time().advance(Duration.ofHours(1));
        assertThat(get("a").text())
                .contains("\"expires_in\":\"17999\"", "\"expires_on\":\"1772380800\"", "\"not_before\":\"1772358900\"");
        assertThat(calls("a")).isEqualTo(1);
    }

    @Test
    void isServedWhileTheDirectoryIsDownAndNotASecondPastItsEnd() {
        gateway = TestGateway.start(folder, YAML);
        get("a");
        gateway.issuer().fail(DOWN);

        gateway.time().advance(Duration.ofHours(6).minusSeconds(1));
        assertThat(get("a").text()).contains("\"expires_in\":\"1\"");

        // MSAL takes no seconds for an error.
        gateway.time().advance(Duration.ofMillis(1));
        RawResponse ending = get("a");
        assertThat(ending.status()).isEqualTo(503);
        assertThat(ending.text())
                .isEqualTo("{\"error\":\"temporarily_unavailable\","
                        + "\"error_description\":\"the token ends within a second, ask again\"}");

        gateway.time().advance(Duration.ofSeconds(1));
        assertThat(get("a").text()).contains("(vault.sealed)");
    }

    @Test
    void firstFetchesBeyondTheLimitAreThrottled() {
        gateway = TestGateway.start(folder, YAML + "limits: {misses: '1/s:1'}\n");
        get("a");

        assertThat(get("b").status()).isEqualTo(429);
        assertThat(get("a").status()).isEqualTo(200);
    }

    private void hold() {
        gateway = TestGateway.of(folder, YAML);
        gateway.issuer().hold();
        gateway.start();
    }

    private void ask(String resource) {
        RawHttp caller = RawHttp.connect(gateway.port());
        callers.add(caller);
        caller.send(RawHttp.request("GET", path(resource), METADATA));
    }

    private RawResponse get(String resource) {
        return gateway.get(path(resource), METADATA);
    }

    private static String path(String resource) {
        return TokenEndpoint.PATH + "?api-version=2018-02-01&resource=" + resource;
    }

    private long calls(String resource) {
        return gateway.issuer().calls().stream()
                .filter(key -> key.variant().filter(resource::equals).isPresent())
                .count();
    }
}
