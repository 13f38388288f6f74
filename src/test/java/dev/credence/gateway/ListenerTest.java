package dev.credence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP as the clients of metadata services speak it, old ones and odd ones included. */
class ListenerTest {
    private static final String MAC = "/latest/meta-data/mac";

    @TempDir
    static Path folder;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(folder, """
                listeners: [{address: "127.0.0.1:0", hosts: [gateway.internal]}]
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {imds-v1: true, container: {require-token: false}}}
                instance: {aws: {mac: "02:29:96:8f:6a:2d"}}
                limits: {connections: 20}
                """);
        await().until(() -> gateway.get("/v1/credentials/app").status() == 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/latest/",
                "/latest/api/token",
                "/latest/meta-data/",
                "/latest/meta-data/mac",
                "/latest/meta-data/iam/info",
                "/latest/meta-data/iam/security-credentials/",
                "/latest/meta-data/iam/security-credentials/app",
                "/latest/meta-data/nonsense",
                "/v1/credentials",
                "/v1/credentials/app",
                "/v1/credentials/nonsense",
                "/v1/process/app",
                "/nonsense"
            })
    void answersHeadLikeGetWithoutTheBody(String path) {
        RawResponse get = gateway.get(path, "X-Request-ID: one");

        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send(RawHttp.request("HEAD", path, "X-Request-ID: one"));
            RawResponse head = connection.readHead();
            connection.send(RawHttp.request("GET", MAC));

            assertThat(head.statusLine()).isEqualTo(get.statusLine());
            assertThat(head.headers()).isEqualTo(get.headers());
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/latest/api/token",
                "/latest/meta-data/mac",
                "/latest/meta-data/iam/security-credentials/app",
                "/v1/credentials/app",
                "/v1/process/app",
                "/nonsense"
            })
    void refusesWhatCameThroughAProxyOnEveryPath(String path) {
        assertThat(gateway.get(path, "x-forwarded-FOR: 192.0.2.1").status()).isEqualTo(403);
        assertThat(gateway.get(path, "X-Forwarded-For:").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 200",
        "169.254.169.254:80, 200",
        "[::1]:8169, 200",
        "localhost:1, 200",
        "GATEWAY.internal:1, 200",
        "metadata.google.internal, 200",
        "evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "'', 403"
    })
    void answersOnlyHostsThatWorkloadsUse(String host, int status) {
        assertThat(gateway.get(MAC, "Host: " + host).status()).isEqualTo(status);
        assertThat(gateway.get("/v1/credentials/app", "Host: " + host).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//latest/meta-data/mac",
                "/latest//meta-data///mac",
                "/latest/meta-data/mac/",
                "/latest/meta-data/mac//",
                "/%6Catest/meta-data/mac",
                "/latest%2Fmeta-data%2fmac",
                "/latest/meta-data/mac?unknown=1&x=%zz",
                "http://127.0.0.1/latest/meta-data/mac",
                "http://169.254.169.254:80//latest/meta-data/mac"
            })
    void findsThePathInEveryFormInWhichClientsWriteIt(String target) {
        assertThat(gateway.get(target).text()).isEqualTo("02:29:96:8f:6a:2d");
    }

    @Test
    void keepsAConnectionOpenBetweenRequests() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            for (int i = 0; i < 5; i++) {
                connection.send(RawHttp.request("GET", MAC));

                assertThat(connection.read().all("Connection")).isEmpty();
            }
        }
    }

    @Test
    void keepsAConnectionOpenAfterARefusal() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send(RawHttp.request("GET", MAC, "Host: evil.example"));
            assertThat(connection.read().status()).isEqualTo(403);

            connection.send(RawHttp.request("GET", MAC));
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void closesAConnectionThatAsksForIt() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send(RawHttp.request("GET", MAC, "Connection: close"));

            assertThat(connection.read().header("Connection")).isEqualTo("close");
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void saysCloseOnceWhenBothSidesWantIt() {
        RawResponse answer = gateway.get("/%zz", "Connection: close");

        assertThat(answer.all("Connection")).containsExactly("close");
    }

    @Test
    void answersPipelinedRequestsInOrder() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send(RawHttp.request("GET", MAC)
                    + RawHttp.request("GET", "/nonsense")
                    + RawHttp.request("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 60")
                    + RawHttp.request("GET", "/v1/credentials/app"));

            List<Integer> statuses = List.of(
                    connection.read().status(),
                    connection.read().status(),
                    connection.read().status(),
                    connection.read().status());
            assertThat(statuses).containsExactly(200, 404, 200, 200);
        }
    }

    @Test
    void answersVersion10AndClosesTheConnection() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send("GET " + MAC + " HTTP/1.0\r\n\r\n");

            assertThat(connection.read().text()).isEqualTo("02:29:96:8f:6a:2d");
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void keepsAConnectionOfVersion10OpenWhenAsked() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send("GET " + MAC + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(connection.read().header("Connection")).isEqualToIgnoringCase("keep-alive");

            connection.send("GET " + MAC + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void answersARequestThatArrivesByteByByte() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            for (char c : RawHttp.request("GET", MAC).toCharArray()) {
                connection.send(String.valueOf(c));
            }

            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: websocket\r\nConnection: Upgrade",
                "Upgrade: h2c\r\nConnection: Upgrade",
                "Expect: 100-continue"
            })
    void ignoresWhatItDoesNotSpeak(String header) {
        assertThat(gateway.get(MAC, header).status()).isEqualTo(200);
    }

    @Test
    void neverSendsABodyInChunks() {
        RawResponse answer = gateway.get("/v1/credentials/app");

        assertThat(answer.all("Transfer-Encoding")).isEmpty();
        assertThat(answer.all("Set-Cookie")).isEmpty();
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(answer.body().length));
    }

    @Test
    void endsConnectionsBeyondTheLimitAndTakesNewOnesWhenOthersHaveGone() {
        await().until(() -> gateway.connections() == 0);
        List<RawHttp> open = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            open.add(RawHttp.connect(gateway.port()));
        }
        await().until(() -> gateway.connections() == 20);

        try (RawHttp oneTooMany = RawHttp.connect(gateway.port())) {
            assertThat(oneTooMany.isEnded()).isTrue();
        }
        open.get(0).send(RawHttp.request("GET", MAC));
        assertThat(open.get(0).read().status()).isEqualTo(200);

        open.forEach(RawHttp::close);
        await().until(() -> gateway.connections() == 0);
        assertThat(gateway.get(MAC).status()).isEqualTo(200);
    }

    @Test
    void closesAConnectionOnWhichNothingIsAskedForAMinute() {
        try (RawHttp used = RawHttp.connect(gateway.port());
                RawHttp unused = RawHttp.connect(gateway.port())) {
            unused.send(RawHttp.request("GET", "/latest/meta-data/")).read();
            gateway.time().advance(Duration.ofSeconds(50));
            used.send(RawHttp.request("GET", "/latest/meta-data/")).read();
            gateway.time().advance(Duration.ofSeconds(30));

            assertThat(unused.isEnded()).isTrue();
            assertThat(used.send(RawHttp.request("GET", "/latest/meta-data/")).read())
                    .isNotNull();
        }
    }
}
