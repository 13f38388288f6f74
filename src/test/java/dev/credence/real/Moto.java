package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.FreePort;
import dev.credence.testing.Http;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** moto in the place of AWS: STS and IAM, with a user whose key Vault works with. */
final class Moto implements AutoCloseable {
    /** The account that moto plays. */
    static final String ACCOUNT = "123456789012";

    private static final Duration START = Duration.ofSeconds(60);

    private final int port = FreePort.next();
    private final Http http = new Http(port);
    private final ChildProcess process;
    private JsonObject key = new JsonObject();

    Moto(Path folder) {
        process = ChildProcess.start(
                "moto",
                folder,
                Map.of(),
                List.of(
                        Tools.python().toString(),
                        Tools.motoServer().toString(),
                        "-H",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port)));
    }

    /** Waits until it answers, then fills it. */
    Moto withRoles(Python python, List<String> roles) {
        await("moto").atMost(START).until(() -> {
            assertThat(process.isAlive()).as(process::log).isTrue();
            return http.isOk("/moto-api/data.json");
        });
        key = new JsonObject(python.run("moto_setup.py", environment(), roles));
        return this;
    }

    String address() {
        return http.base();
    }

    /** What makes boto3 take it for AWS, whatever the service. */
    Map<String, String> environment() {
        return Map.of("AWS_ENDPOINT_URL", address());
    }

    String accessKey() {
        return key.getString("accessKey");
    }

    String secretKey() {
        return key.getString("secretKey");
    }

    String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
