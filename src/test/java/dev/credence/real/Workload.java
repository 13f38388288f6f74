package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A program in a container that speaks IMDSv2 on one connection, from the container's address. As SDKs that are told to be
 * patient it asks again when it is told that there is no answer just now. One thread.
 */
final class Workload implements AutoCloseable {
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final int OK = 200;
    private static final int NOT_NOW = 503;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RawHttp connection;
    private String session = "";

    /** The only role that is listed, and the document of its credentials. */
    record Given(String role, JsonObject document) {
        String accessKey() {
            return document.getString("AccessKeyId");
        }

        boolean isSuccess() {
            return "Success".equals(document.getString("Code"));
        }
    }

    private Workload(RawHttp connection) {
        this.connection = connection;
    }

    /** What makes an SDK such a program, on a machine that has other things to do, too. */
    static Map<String, String> environment(GatewayProcess gateway) {
        return Map.of(
                "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                gateway.address(),
                "AWS_METADATA_SERVICE_TIMEOUT",
                "15",
                "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
                "10");
    }

    /** Connects, and asks for nothing yet. */
    static Workload at(String address, GatewayProcess gateway) {
        var listener = URI.create(gateway.address());
        return new Workload(RawHttp.connect(address, listener.getHost(), listener.getPort()));
    }

    /** Connects, asks once, and is gone. */
    static Optional<Given> once(String address, GatewayProcess gateway) {
        try (var workload = at(address, gateway)) {
            return workload.credentials();
        }
    }

    /** As SDKs find their credentials; empty if there is no role. */
    Optional<Given> credentials() {
        var listed = get(ROLES);
        if (listed.status() != OK) {
            return Optional.empty();
        }
        assertThat(listed.text()).doesNotContain("\n");
        var answer = of(listed.text());
        return answer.status() == OK
                ? Optional.of(new Given(listed.text(), new JsonObject(answer.text())))
                : Optional.empty();
    }

    /** What is answered to whoever asks for the credentials of that role, whether it is listed or not. */
    RawResponse of(String role) {
        return get(ROLES + role);
    }

    RawResponse get(String path) {
        if (session.isEmpty()) {
            var token = answer("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 300");
            assertThat(token.status()).as(token.text()).isEqualTo(OK);
            session = token.text();
        }
        return answer("GET", path, "X-aws-ec2-metadata-token: " + session);
    }

    private RawResponse answer(String method, String path, String header) {
        return await("an answer")
                .atMost(PATIENCE)
                .until(
                        () -> {
                            connection.send(RawHttp.request(method, path, header));
                            return connection.read();
                        },
                        answer -> answer.status() != NOT_NOW);
    }

    @Override
    public void close() {
        connection.close();
    }
}
