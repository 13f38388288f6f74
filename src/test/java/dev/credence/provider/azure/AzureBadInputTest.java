package dev.credence.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever somebody sends to an identity endpoint is refused in its dialect, and no back end hears of it. */
class AzureBadInputTest {
    private static final String VERSION = "api-version=2018-02-01";

    @TempDir
    static Path folder;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(folder, """
                credentials: {app: {provider: azure, role: app}}
                callers: [{match: {token-file: app.token}, credentials: [app]}, {match: any, credentials: [app]}]
                """);
        // The password; no token is.
        await().until(() -> gateway.issuer().calls().size() == 1);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<String> queries() {
        return Stream.concat(versions(), Stream.concat(resources(), selectors()));
    }

    private static Stream<String> resources() {
        return Stream.of(
                "",
                "?",
                "?&&&",
                "?=",
                "?=&=",
                "?" + VERSION,
                "?" + VERSION + "&resource",
                "?" + VERSION + "&resource=",
                "?" + VERSION + "&resource=" + "a".repeat(10_000),
                "?" + VERSION + "&resource=" + "a".repeat(1025),
                "?" + VERSION + "&resource=%00",
                "?" + VERSION + "&resource=a%0a",
                "?" + VERSION + "&resource=a%7f",
                "?" + VERSION + "&resource=a%20b",
                "?" + VERSION + "&resource=%",
                "?" + VERSION + "&resource=%2",
                "?" + VERSION + "&resource=%zz",
                "?" + VERSION + "&resource=%ff",
                "?" + VERSION + "&resource=%e2%82%ac",
                "?" + VERSION + "&resource=a&resource=a",
                "?" + VERSION + "&resource=a&reso%75rce=b",
                "?" + VERSION + "&RESOURCE=a",
                "?" + VERSION + "&resource=a" + many());
    }

    private static Stream<String> selectors() {
        return Stream.of(
                "?" + VERSION + "&resource=a&client_id=app&client_id=app",
                "?" + VERSION + "&resource=a&client_id=app&object_id=app",
                "?" + VERSION + "&resource=a&client_id=app&msi_res_id=app",
                "?" + VERSION + "&resource=a&mi_res_id=app&msi_res_id=app",
                "?" + VERSION + "&resource=a&object_id=app&principal_id=app",
                "?" + VERSION + "&resource=a&client_id=%00",
                "?" + VERSION + "&resource=a&client_id=" + "x".repeat(9000),
                "?" + VERSION + "&resource=a&client_id=${jndi:x}",
                "?" + VERSION + "&resource=a&msi_res_id=/",
                "?" + VERSION + "&resource=a&msi_res_id=/userAssignedIdentities/",
                "?" + VERSION + "&resource=a&msi_res_id=/userAssignedIdentities/app/x");
    }

    private static Stream<String> versions() {
        return Stream.of(
                "?" + VERSION + "&" + VERSION + "&resource=a",
                "?API-VERSION=2018-02-01&resource=a",
                "?api-version=&resource=a",
                "?api-version=2018-02-01%00&resource=a",
                "?api-version=1970-01-01&resource=a",
                "?api-version=9999-99-99&resource=a",
                "?api-version=latest&resource=a");
    }

    /** More than anyone needs. */
    private static String many() {
        return IntStream.range(0, 100).mapToObj(i -> "&x" + i + "=").reduce("", String::concat);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void isRefusedByTheEndpointOfMachines(String query) {
        RawResponse answer = send("/metadata/identity/oauth2/token" + query, "Metadata: true");

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.text()).startsWith("{\"error\":\"invalid_re").doesNotContain("Exception", "jndi");
        assertThat(gateway.issuer().calls()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void isRefusedByTheEndpointOfAppService(String query) {
        RawResponse answer = send(
                "/msi/token" + query.replace("2018-02-01", ApiVersions.APP_SERVICE),
                "X-IDENTITY-HEADER: " + TestGateway.APP_TOKEN);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.text()).startsWith("{\"statusCode\":400,\"message\":").doesNotContain("Exception", "jndi");
        assertThat(gateway.issuer().calls()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void isNeverADefectOfTheMetadata(String query) {
        RawResponse answer = send("/metadata/instance/network/interface/0" + query, "Metadata: true");

        assertThat(answer.status()).as(answer.text()).isIn(200, 400);
    }

    private static RawResponse send(String target, String header) {
        return RawHttp.exchange(gateway.port(), "GET", target, header);
    }
}
