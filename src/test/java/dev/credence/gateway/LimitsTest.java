package dev.credence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller may cause, and how it is told that it causes too much. */
class LimitsTest {
    private static final String CONFIGURATION = """
            credentials:
              one: {provider: aws, role: one, session-name: "${caller.name}"}
              two: {provider: aws, role: two, session-name: "${caller.name}"}
            providers: {aws: {imds-v1: true, container: {require-token: false}}}
            """;
    private static final String IMDS = "/latest/meta-data/iam/security-credentials/";

    @TempDir
    Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void callerThatAsksTooOftenIsToldInItsDialectAndOthersAreServed() {
        gateway = TestGateway.start(folder, CONFIGURATION + "limits: {requests: '0.01/s:3'}\n");
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.get(IMDS).status()).isEqualTo(200);
        }

        RawResponse imds = gateway.get(IMDS);
        RawResponse container = gateway.get("/v1/credentials");

        assertThat(imds.status()).isEqualTo(503);
        assertThat(imds.header("Retry-After")).isEqualTo("1");
        assertThat(container.status()).isEqualTo(429);
        assertThat(container.text()).contains("\"code\":\"ThrottlingException\"");
        assertThat(gateway.getFrom("127.0.0.2", IMDS).status()).isEqualTo(200);
    }

    @Test
    void connectionGoesOnAfterTooManyRequests() {
        gateway = TestGateway.start(folder, CONFIGURATION + "limits: {requests: '0.01/s:1'}\n");
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            for (int status : new int[] {200, 503, 503}) {
                connection.send(RawHttp.request("GET", IMDS));
                assertThat(connection.read().status()).isEqualTo(status);
            }
        }
    }

    @Test
    void hitsAreServedToACallerThatHasCausedTooManyMisses() {
        gateway = TestGateway.start(folder, CONFIGURATION + "limits: {misses: '0.01/s:1'}\n");
        assertThat(gateway.get(IMDS + "one").status()).isEqualTo(200);

        assertThat(gateway.get(IMDS + "two").status()).isEqualTo(503);
        assertThat(gateway.get("/v1/credentials/two").status()).isEqualTo(429);
        assertThat(gateway.get(IMDS + "one").status()).isEqualTo(200);
        assertThat(gateway.getFrom("127.0.0.2", IMDS + "two").status()).isEqualTo(200);
    }

    @Test
    void tableThatIsFullMakesRoomAtTheCostOfTheOneWhoFillsIt() {
        gateway = TestGateway.start(folder, CONFIGURATION + "limits: {keys: 2}\n");
        gateway.getFrom("127.0.0.2", IMDS + "one");
        gateway.getFrom("127.0.0.3", IMDS + "one");

        assertThat(gateway.getFrom("127.0.0.3", IMDS + "two").status()).isEqualTo(200);

        await().until(() -> gateway.metrics().contains("credence_keys 2.0"));
        gateway.getFrom("127.0.0.2", IMDS + "one");
        assertThat(gateway.issuer().calls()).hasSize(3);
    }
}
