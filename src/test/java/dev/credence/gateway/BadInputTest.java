package dev.credence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody sends is answered, never with a defect, and the next one is served. */
class BadInputTest {
    private static final String MAC = "/latest/meta-data/mac";

    @TempDir
    static Path folder;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(folder, """
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {imds-v1: true, container: {require-token: false}}}
                instance: {aws: {mac: "02:29:96:8f:6a:2d"}}
                """);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void servesTheNextOne() {
        assertThat(gateway.get(MAC).text()).isEqualTo("02:29:96:8f:6a:2d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "GET",
                "GET /",
                "\u0000\u0001\u0002\u0003",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "GET / / HTTP/1.1",
                "GET / HTTP/x.y",
                "G=T / HTTP/1.1",
                "GET /\u0000 HTTP/1.1",
                "GET latest HTTP/1.1",
                "GET * HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "GET /latest/%00 HTTP/1.1",
                "GET /latest/meta-data/%0d%0aX:%20y HTTP/1.1",
                "GET /v1/credentials/%ff HTTP/1.1",
                "CONNECT evil.example:443 HTTP/1.1"
            })
    void answersWhatIsNoRequestAsABadOne(String line) {
        RawResponse answer = send(line + "\r\nHost: 127.0.0.1\r\n\r\n");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRI * HTTP/2.0", "GET / HTTP/3.0", "GET / FTP/1.0"})
    void answersThatItDoesNotSpeakAnotherProtocol(String line) {
        assertThat(send(line + "\r\n\r\n").status()).isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no colon",
                "Bad Name: x",
                "Bad\u0001Name: x",
                "X-Value: a\u0000b",
                "Content-Length: ten",
                "Content-Length: -1",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 99999999999999999999999",
                "Transfer-Encoding: nonsense, chunked\r\nContent-Length: 5",
                "Host: 127.0.0.1",
            })
    void answersABadHeaderAsABadRequest(String header) {
        RawResponse answer = send("GET " + MAC + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n\r\n");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    }

    @Test
    void answersARequestWithoutHostAsABadOne() {
        assertThat(send("GET " + MAC + " HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"17000, 414", "100000, 414"})
    void answersALineThatIsTooLong(int length, int status) {
        RawResponse answer = send("GET /" + "a".repeat(length) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void answersALineThatNeverEnds() {
        assertThat(send("GET /" + "a".repeat(17_000)).status()).isEqualTo(414);
    }

    @Test
    void answersHeadersThatAreTooLarge() {
        RawResponse answer =
                send("GET " + MAC + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Large: " + "a".repeat(9000) + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(431);
    }

    @Test
    void answersTooManyHeaders() {
        RawResponse answer =
                send("GET " + MAC + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + "X-Many: a\r\n".repeat(2000) + "\r\n");

        assertThat(answer.status()).isEqualTo(431);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1\r\nHost: 127.0.0.1", "HTTP/1.0"})
    void answersABodyThatIsTooLargeBeforeItHasCome(String version) {
        RawResponse answer =
                send("PUT /latest/api/token " + version + "\r\nContent-Length: 1048576\r\n\r\n" + "a".repeat(10_000));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    @Test
    void readsAndForgetsABodyOfReasonableSize() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send("GET " + MAC + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n");
            connection.send("a".repeat(60_000));
            connection.send(RawHttp.request("GET", MAC));

            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void endsAConnectionWhoseBodyDoesNotEnd() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send("GET " + MAC + " HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "400\r\n" + "a".repeat(1024) + "\r\n";
            for (int i = 0; i < 100; i++) {
                connection.trySend(chunk);
            }

            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void answersARequestThatWaitsWhileItsBodyDoesNotEnd() {
        gateway.issuer().hold();
        gateway.time().advance(Duration.ofHours(7));
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send(
                    "GET /v1/credentials/app HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "400\r\n" + "a".repeat(1024) + "\r\n";
            for (int i = 0; i < 100; i++) {
                connection.trySend(chunk);
            }

            assertThat(connection.read().status()).isEqualTo(413);
            assertThat(connection.isEnded()).isTrue();
        } finally {
            gateway.issuer().release();
        }
    }

    @Test
    void endsAConnectionWhoseChunksAreNone() {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send("GET /nonsense HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(404);

            connection.send("zzz\r\n\r\n");
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void answersANonsenseThatFollowsARequestThatStillWaits() {
        gateway.issuer().hold();
        gateway.time().advance(Duration.ofHours(7));
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send(RawHttp.request("GET", "/v1/credentials/app") + "GET /%zz HTTP/1.1\r\nno colon\r\n\r\n");

            assertThat(connection.read().status()).isEqualTo(503);
            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.isEnded()).isTrue();
        } finally {
            gateway.issuer().release();
        }
    }

    @Test
    void servesOthersWhileManySendHalfARequest() {
        List<RawHttp> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(RawHttp.connect(gateway.port()).send("GET " + MAC + " HTTP/1.1\r\nHost: 127"));
        }

        assertThat(gateway.get(MAC).status()).isEqualTo(200);

        for (RawHttp connection : slow) {
            assertThat(connection.send(".0.0.1\r\n\r\n").read().status()).isEqualTo(200);
            connection.close();
        }
    }

    @Test
    void hidesNoSecretAndNoDefectInAnAnswerToNonsense() {
        RawResponse answer = send("GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

        assertThat(answer.header("Content-Type")).isEqualTo("text/html");
        assertThat(answer.text()).contains("<title>400 - Bad Request</title>").doesNotContain("Exception", "zz");
        assertThat(answer.header("X-Request-ID")).isNotEmpty();
    }

    private static RawResponse send(String text) {
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send(text);
            return connection.read();
        }
    }
}
