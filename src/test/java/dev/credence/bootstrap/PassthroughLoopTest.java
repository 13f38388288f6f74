package dev.credence.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationException;
import dev.credence.config.ConfigurationLoader;
import dev.credence.testing.FakeNodeMetadata;
import dev.credence.testing.FreePort;
import dev.credence.testing.RawHttp;
import dev.credence.testing.TcpForwarder;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start makes of the address that paths are handed to, once the listeners are open. */
@Timeout(60)
class PassthroughLoopTest {
    private final int port = FreePort.next();

    @TempDir
    private Path folder;

    private Platform platform;

    @BeforeEach
    void create() {
        platform = Platform.create();
    }

    @AfterEach
    void close() throws Exception {
        await(platform.close());
    }

    /** A redirect brings back what the gateway sends, whichever clouds the listener that gets it has. */
    @ParameterizedTest
    @ValueSource(strings = {"[aws]", "[gcp]", "[aws, gcp, azure]"})
    void aRedirectToItselfEndsTheStartAndFreesThePorts(String providers) throws Exception {
        TcpForwarder redirect = new TcpForwarder(platform.vertx());
        redirect.to(port);

        assertThatThrownBy(() -> await(start(redirect.address(), providers)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("providers.aws.passthrough.address: " + redirect.address()
                        + " leads back to this gateway (it is redirected): exempt the gateway itself from the redirect"
                        + " (docs/routing.md), or empty allow");
        redirect.to(FreePort.next());
        await(await(start(redirect.address(), providers)).stop());
    }

    @Test
    void aServiceThatAnswersIsNoReasonNotToStart() throws Exception {
        try (FakeNodeMetadata imds = new FakeNodeMetadata(platform.vertx()).at("/latest/user-data", "real")) {
            Gateway gateway = await(start(imds.address().toString(), "[aws]"));

            String token = RawHttp.exchange(
                            port, "PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 60")
                    .text();
            assertThat(RawHttp.exchange(port, "GET", "/latest/user-data", "X-aws-ec2-metadata-token: " + token)
                            .text())
                    .isEqualTo("real");
            await(gateway.stop());
        }
    }

    @Test
    void anotherGatewayThereIsAChain() throws Exception {
        int other = FreePort.next();
        Gateway last = await(start(configuration(other, "http://127.0.0.1:" + FreePort.next(), "[aws]", "[]")));

        Gateway first = await(start("http://127.0.0.1:" + other, "[aws]"));

        assertThat(first.listeners()).hasSize(1);
        await(first.stop());
        await(last.stop());
    }

    private Future<Gateway> start(String address, String providers) throws Exception {
        return start(configuration(port, address, providers, "['*']"));
    }

    private Future<Gateway> start(Configuration configuration) {
        return Gateway.start(platform, configuration);
    }

    private Configuration configuration(int listener, String address, String providers, String allow) throws Exception {
        Path file = Files.writeString(folder.resolve("credence.yaml"), """
                listeners: [{address: "127.0.0.1:%d", providers: %s}]
                ops: {address: "127.0.0.1:0"}
                backends: {vault: {type: vault, address: "http://127.0.0.1:%d", auth: {token: t}}}
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {passthrough: {address: "%s", allow: %s}}}
                leases: {file: leases-%d.json}
                shutdown: {grace: 10ms}
                """.formatted(
                        listener, providers, FreePort.next(), address, allow, listener));
        return await(new ConfigurationLoader(platform.vertx(), List.of(file), Map.of(), Map.of()).load())
                .configuration();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }
}
