package dev.credence.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.dev.DevVault;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FreePort;
import dev.credence.testing.Http;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway and the users that a Vault makes for it. */
@Timeout(60)
class GatewayLeasesTest {
    private static final String TOKEN = "development-token";

    @TempDir
    private Path folder;

    private Platform platform;
    private int vaultPort;
    private Http vault;
    private Configuration configuration;

    @BeforeEach
    void start() throws Exception {
        platform = Platform.create();
        DevVault server = new DevVault(
                platform.vertx(), Secret.of(TOKEN), Duration.ofHours(1), platform.time(), platform.random());
        vaultPort = await(server.start());
        vault = new Http(vaultPort);
        configuration = configuration("{address: \"127.0.0.1:0\"}");
    }

    @AfterEach
    void stop() throws Exception {
        await(platform.close());
    }

    @Test
    void whatIsPrefetchedIsWrittenDownAndTakenBackAtTheEnd() throws Exception {
        Gateway gateway = await(Gateway.start(platform, configuration));
        Awaitility.await().until(() -> Files.exists(leases()));
        String lease = lease();
        assertThat(lease).startsWith("aws/creds/dev-user/");
        assertThat(isHeld(lease)).isTrue();

        await(gateway.stop());

        assertThat(isHeld(lease)).isFalse();
        assertThat(leases()).doesNotExist();
    }

    @Test
    void aSecondGatewayHasAFileOfItsOwnAndLeavesTheFirstAlone() throws Exception {
        Gateway first = await(Gateway.start(platform, configuration));
        Awaitility.await().until(() -> Files.exists(leases()));
        String lease = lease();

        Gateway second = await(Gateway.start(platform, configuration));
        Http ops = new Http(second.ops().port());
        Awaitility.await().until(() -> ops.isOk("/readyz"));
        await(second.stop());

        assertThat(isHeld(lease)).isTrue();
        assertThat(lease()).isEqualTo(lease);
        await(first.stop());
        assertThat(isHeld(lease)).isFalse();
    }

    @Test
    void whatWorkloadsHoldIsLeftToAnotherGatewayThatListensAtThePort() throws Exception {
        Configuration shared = configuration(sharedPort());
        Platform beside = Platform.create();
        try {
            Gateway first = await(Gateway.start(platform, shared));
            Awaitility.await().until(() -> Files.exists(leases()));
            String lease = lease();
            Gateway second = await(Gateway.start(beside, shared));

            await(first.stop());
            assertThat(isHeld(lease)).isTrue();
            Awaitility.await().untilAsserted(() -> assertThat(inFiles()).contains(lease, "held_until"));

            await(second.stop());
            assertThat(isHeld(lease)).isFalse();
            assertThat(inFiles()).isEmpty();
        } finally {
            await(beside.close());
        }
    }

    @Test
    void aPortThatNobodyElseListensAtMakesNoSuccessor() throws Exception {
        Gateway gateway = await(Gateway.start(platform, configuration(sharedPort())));
        Awaitility.await().until(() -> Files.exists(leases()));
        String lease = lease();

        await(gateway.stop());

        assertThat(isHeld(lease)).isFalse();
        assertThat(leases()).doesNotExist();
    }

    @Test
    void aSuccessorAtAListenerWithoutAwsHoldsNoKeys() throws Exception {
        String google = sharedPort().replace("}", ", providers: [gcp]}");
        Configuration first = configuration("{address: \"127.0.0.1:0\"}, " + google);
        Configuration second = configuration(google);
        Platform beside = Platform.create();
        try {
            Gateway ending = await(Gateway.start(platform, first));
            Awaitility.await().until(() -> Files.exists(leases()));
            String lease = lease();
            await(Gateway.start(beside, second));

            await(ending.stop());

            assertThat(isHeld(lease)).isFalse();
        } finally {
            await(beside.close());
        }
    }

    private static String sharedPort() {
        return "{address: \"127.0.0.1:" + FreePort.next() + "\", reuse-port: true}";
    }

    private Configuration configuration(String listeners) throws Exception {
        Path file = Files.writeString(folder.resolve("credence.yaml"), """
                listeners: [%s]
                ops: {address: "127.0.0.1:0"}
                backends: {dev: {type: vault, address: "http://127.0.0.1:%d", auth: {token: %s}}}
                credentials: {user: {provider: aws, role: dev-user}}
                leases: {file: leases.json}
                """.formatted(listeners, vaultPort, TOKEN));
        return await(new ConfigurationLoader(platform.vertx(), List.of(file), Map.of(), Map.of()).load())
                .configuration();
    }

    /** What all of them have written down. */
    private String inFiles() throws IOException {
        StringBuilder content = new StringBuilder();
        for (String name : List.of("leases.json", "leases.json.2")) {
            Path file = folder.resolve(name);
            content.append(Files.exists(file) ? Files.readString(file) : "");
        }
        return content.toString();
    }

    private boolean isHeld(String lease) {
        return vault.send(
                                "PUT",
                                "/v1/sys/leases/lookup",
                                new JsonObject().put("lease_id", lease).encode(),
                                "X-Vault-Token",
                                TOKEN)
                        .statusCode()
                == 200;
    }

    private String lease() throws Exception {
        return new JsonObject(Files.readString(leases()))
                .getJsonArray("leases")
                .getJsonObject(0)
                .getString("lease");
    }

    private Path leases() {
        return folder.resolve("leases.json");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
