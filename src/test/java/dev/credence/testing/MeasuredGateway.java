package dev.credence.testing;

import static org.awaitility.Awaitility.await;

import dev.credence.bootstrap.Gateway;
import dev.credence.bootstrap.Platform;
import dev.credence.config.ConfigurationLoader;
import dev.credence.dev.DevVault;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A whole gateway to which everything has happened that is measured: all clouds, two back ends, a login, an engine of
 * containers, refusals. Not to be used on an event loop.
 */
public final class MeasuredGateway implements AutoCloseable {
    private static final String TOKEN = "development-token";
    private static final String IMDS = "/latest/meta-data/iam/security-credentials/";
    private static final String AZURE = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=";

    private static final String CONFIGURATION = """
            listeners: [{address: "127.0.0.1:0"}]
            ops: {address: "127.0.0.1:0"}
            backends:
              vault: {type: vault, address: "%s", auth: {method: approle, role-id: r}}
              dev: {type: vault, address: "http://127.0.0.1:%d", auth: {token: %s}}
            credentials:
              app: {provider: aws, backend: vault, role: app}
              gcp: {provider: gcp, backend: dev, role: dev, kind: impersonated-account}
              azure: {provider: azure, backend: dev, role: dev, authority-host: "http://127.0.0.1:%d"}
            callers:
              - {match: {cidr: 127.0.0.0/30, name: billing}, credentials: [app, gcp, azure]}
              - {match: {docker: {address: "%s"}}, credentials: [app]}
            providers: {aws: {imds-v1: true, container: {require-token: false}}}
            limits: {misses: "0"}
            leases: {file: leases.json}
            log: {level: error}
            """;

    private final Platform platform = Platform.create();
    private final FakeVault vault;
    private final FakeDocker docker;
    private final Path socket;
    private final Gateway gateway;
    private final Http ops;

    private MeasuredGateway(Path folder) {
        int dev = wait(new DevVault(
                        platform.vertx(), Secret.of(TOKEN), Duration.ofHours(1), platform.time(), platform.random())
                .start());
        vault = FakeVault.start(platform.vertx()).role("app", "assumed_role");
        vault.logins().at("auth/approle/login").life(3600);
        try {
            // The path of a socket has 107 characters at most, which a folder named after a test may use up.
            socket = Files.createTempDirectory("credence-").resolve("d.sock");
            docker = FakeDocker.at(socket, DockerForm.DOCKER_27).subnets("127.0.0.0/8");
            Path file = Files.writeString(
                    folder.resolve("credence.yaml"),
                    CONFIGURATION.formatted(vault.address(), dev, TOKEN, dev, docker.address()));
            var loader = new ConfigurationLoader(platform.vertx(), List.of(file), Map.of(), Map.of());
            gateway = wait(Gateway.start(platform, wait(loader.load()).configuration()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        ops = new Http(gateway.ops().port());
        platform.observeProcess();
        await().until(() -> ops.isOk("/readyz"));
        happen();
    }

    /** Starts it; its configuration lies in that folder. */
    public static MeasuredGateway start(Path folder) {
        return new MeasuredGateway(folder);
    }

    public int port() {
        return gateway.listeners().get(0).port();
    }

    public int opsPort() {
        return gateway.ops().port();
    }

    public FakeVault vault() {
        return vault;
    }

    public FakeDocker docker() {
        return docker;
    }

    public String scrape() {
        return ops.get("/metrics").body();
    }

    public Exposition metrics() {
        return Exposition.of(scrape());
    }

    /** GET with the answer thrown away. */
    public void get(String path, String... headers) {
        RawHttp.exchange(port(), "GET", path, headers);
    }

    /** As {@link #get}, from that address of 127.0.0.0/8. */
    public void getFrom(String address, String path) {
        try (RawHttp connection = RawHttp.connect(address, "127.0.0.1", port())) {
            connection.send(RawHttp.request("GET", path)).read();
        }
    }

    /** One of everything that is counted. */
    public void happen() {
        get(IMDS + "app");
        get("/v1/credentials/app");
        get("/computeMetadata/v1/instance/service-accounts/default/token", "Metadata-Flavor: Google");
        get(AZURE + "https%3A%2F%2Fmanagement.azure.com", "Metadata: true");
        get(IMDS + "app", "X-Forwarded-For: 192.0.2.1");
        getFrom("127.0.0.9", IMDS);
    }

    @Override
    public void close() {
        try {
            wait(gateway.stop());
            wait(platform.close());
        } finally {
            docker.close();
            delete(socket);
            delete(socket.getParent());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static <T> T wait(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
