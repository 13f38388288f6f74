package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserGuardTest {
    private static final String BROWSER = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0";

    @TempDir
    static Path folder;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(folder, """
                credentials: {app: {provider: aws, role: app}}
                ops: {token-file: ops.token, hosts: [Credence.Example]}
                """);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8170",
                "[::1]:8170",
                "10.1.2.3",
                "localhost:9999",
                "LOCALHOST",
                "credence.example",
                "credence.example:443"
            })
    void aBrowserMayUseAddressesAndNamesThatAreConfigured(String host) {
        assertThat(get("/console/", BROWSER, "Host: " + host).status()).isEqualTo(200);
        assertThat(get("/status", BROWSER, "Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8170", "127.0.0.1.evil.example", "localhost.evil.example"})
    void aNameThatWasMadeToResolveHereIsRefusedToABrowser(String host) {
        for (String path : new String[] {"/", "/console/", "/console/main.js", "/events", "/status", "/metrics"}) {
            RawResponse answer = get(path, BROWSER, "Host: " + host);

            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.text()).contains("ops.hosts");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/status", "/metrics"})
    void probesAndPrometheusMayUseAnyName(String path) {
        assertThat(get(path, "Host: credence-ops.kube-system.svc:8170", "User-Agent: Prometheus/3.7.1")
                        .status())
                .isIn(200, 503);
        assertThat(get(path, "Host: node-1", "User-Agent: kube-probe/1.34").status())
                .isIn(200, 503);
    }

    @Test
    void theConsoleItselfIsForKnownNamesWhoeverAsks() {
        assertThat(get("/events", "Host: node-1").status()).isEqualTo(403);
        assertThat(get("/console/", "Host: node-1").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8170, 401",
        "https://127.0.0.1:8170, 401",
        "http://127.0.0.1:9000, 403",
        "http://evil.example, 403",
        "null, 403"
    })
    void aPageOfAnotherOriginMayNotAct(String origin, int status) {
        RawResponse answer = RawHttp.exchange(
                gateway.opsPort(),
                "POST",
                "/credentials/app/drop",
                "Host: 127.0.0.1:8170",
                "Origin: " + origin,
                "Content-Length: 0");

        assertThat(answer.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin, cors, 200",
        "none, navigate, 200",
        "cross-site, navigate, 200",
        "same-site, navigate, 200",
        "cross-site, no-cors, 403",
        "same-site, cors, 403",
        "cross-site, websocket, 403"
    })
    void aPageOfAnotherSiteMayLeadHereAndNotLoadFromHere(String site, String mode, int status) {
        assertThat(get("/status", "Sec-Fetch-Site: " + site, "Sec-Fetch-Mode: " + mode)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void noPermissionIsGivenToOtherOrigins() {
        RawResponse answer = RawHttp.exchange(
                gateway.opsPort(),
                "OPTIONS",
                "/credentials/app/drop",
                "Host: 127.0.0.1:8170",
                "Origin: http://127.0.0.1:8170",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.header("Access-Control-Allow-Headers")).isEmpty();
    }

    private static RawResponse get(String path, String... headers) {
        return RawHttp.exchange(gateway.opsPort(), "GET", path, headers);
    }
}
