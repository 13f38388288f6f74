package dev.credence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.RawHttp;
import dev.credence.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that sends requests and does not read the answers cannot fill the gateway's memory with them. */
@Timeout(60)
class SlowReaderTest {
    /** What they ask for is larger than all buffers of the system between the two. */
    private static final int REQUESTS = 40_000;

    private static final String PATH = "/v1/credentials/app";
    private static final byte[] HUNDRED =
            ("GET " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").repeat(100).getBytes(StandardCharsets.US_ASCII);
    private static final Pattern ANSWERED =
            Pattern.compile("credence_requests_total\\{endpoint=\"container\"[^}]*status=\"200\"\\} ([0-9.E]+)");

    @TempDir
    Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void getsItsAnswersAsItReadsThemAndNoneBefore() throws Exception {
        gateway = TestGateway.start(folder, """
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {container: {require-token: false}}}
                """);
        gateway.get(PATH);
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(8 * 1024);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
            Thread sender = new Thread(() -> send(client), "sender");
            sender.start();
            letTheEventLoopsTurn();

            assertThat(answered()).isLessThan(REQUESTS);

            assertThat(statusLines(client.getInputStream())).isEqualTo(REQUESTS);
            sender.join();
        }
        assertThat(answered()).isGreaterThanOrEqualTo(REQUESTS);
    }

    private static void send(Socket client) {
        try {
            for (int sent = 0; sent < REQUESTS; sent += 100) {
                client.getOutputStream().write(HUNDRED);
            }
        } catch (IOException broken) {
            throw new AssertionError("the gateway closed the connection", broken);
        }
    }

    /** On each of them every connection gets its turn between two answers of another. */
    private void letTheEventLoopsTurn() {
        for (int loop = 0; loop < 4; loop++) {
            try (RawHttp other = RawHttp.connect(gateway.port())) {
                for (int i = 0; i < 500; i++) {
                    assertThat(other.send(RawHttp.request("GET", PATH)).read().status())
                            .isEqualTo(200);
                }
            }
        }
    }

    private double answered() {
        Matcher matcher = ANSWERED.matcher(gateway.metrics());
        assertThat(matcher.find()).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private static int statusLines(InputStream in) throws IOException {
        byte[] start = "HTTP/1.1 200 OK".getBytes(StandardCharsets.US_ASCII);
        byte[] chunk = new byte[64 * 1024];
        int found = 0;
        int matched = 0;
        while (found < REQUESTS) {
            int length = in.read(chunk);
            assertThat(length).isPositive();
            for (int i = 0; i < length; i++) {
                matched = chunk[i] == start[matched] ? matched + 1 : chunk[i] == start[0] ? 1 : 0;
                if (matched == start.length) {
                    found++;
                    matched = 0;
                }
            }
        }
        return found;
    }
}
