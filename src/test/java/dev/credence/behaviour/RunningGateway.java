package dev.credence.behaviour;

import static org.awaitility.Awaitility.await;

import dev.credence.bootstrap.Gateway;
import dev.credence.bootstrap.Platform;
import dev.credence.config.ConfigurationLoader;
import dev.credence.credential.CredentialMessages;
import dev.credence.testing.FakeVault;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.SkippingTime;
import dev.credence.testing.TestFiles;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** The gateway as it is put together for production, in front of a faulty Vault, with a clock that skips. */
final class RunningGateway implements AutoCloseable {
    static final String CONTAINER = "/v1/credentials/app";
    static final String IMDS = "/latest/meta-data/iam/security-credentials/app";

    /** Each caller has a key of its own, so that none is fetched ahead. */
    private static final String CONFIGURATION = """
            backends:
              vault:
                address: %s
                auth: {method: token, token-file: vault.token}
                timeout: 300ms
                retries: 1
                rate-limit: "0"
                breaker: {failures: 1000, window: 10s, reset: 15s}
            credentials: {app: {provider: aws, role: app, session-name: "${caller.name}"}}
            providers: {aws: {imds-v1: true, container: {require-token: false}}}
            refresh: {wait: 900ms, idle: 24h, jitter: 0}
            ops: {address: "127.0.0.1:0", token-file: ops.token}
            shutdown: {grace: 10ms}
            limits: {}
            listeners: [{address: "127.0.0.1:0", providers: [aws]}]
            """;

    final SkippingTime time = new SkippingTime();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx;
    private final Gateway gateway;

    private RunningGateway(Path folder, FaultyVault vault, String yaml) {
        TestFiles.write(folder.resolve("vault.token"), FakeVault.TOKEN);
        TestFiles.write(folder.resolve("ops.token"), "ops-token");
        TestFiles.write(folder.resolve("credence.yaml"), yaml);
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setAddressResolverOptions(vault.names().resolver()));
        CredentialMessages.register(vertx.eventBus());
        Platform platform = new Platform(vertx, time, new Random(1), registry, Optional.of(registry::scrape));
        gateway = done(new ConfigurationLoader(
                        vertx, List.of(folder.resolve("credence.yaml")), Map.of("HOME", folder.toString()), Map.of())
                .load()
                .compose(loaded -> Gateway.start(platform, loaded.configuration())));
    }

    static RunningGateway start(Path folder, FaultyVault vault) {
        return new RunningGateway(folder, vault, CONFIGURATION.formatted(vault.address()));
    }

    /** With some of the configuration's text replaced: pairs of what there is and what shall be. */
    static RunningGateway start(Path folder, FaultyVault vault, String... changes) {
        String yaml = CONFIGURATION.formatted(vault.address());
        for (int i = 0; i < changes.length; i += 2) {
            if (!yaml.contains(changes[i])) {
                throw new IllegalArgumentException("not in the configuration: " + changes[i]);
            }
            yaml = yaml.replace(changes[i], changes[i + 1]);
        }
        return new RunningGateway(folder, vault, yaml);
    }

    int port() {
        return gateway.listeners().get(0).port();
    }

    int opsPort() {
        return gateway.ops().port();
    }

    RawResponse get(String path) {
        return RawHttp.exchange(port(), "GET", path);
    }

    /** As another caller, who has a key of its own. */
    RawResponse getFrom(String address, String path) {
        try (RawHttp connection = RawHttp.connect(address, "127.0.0.1", port())) {
            return connection.send(RawHttp.request("GET", path)).read();
        }
    }

    /** How many requests for credentials have ended, and how: all whose outcome is one of these, or all. */
    int requests(String... outcomes) {
        return (int) registry.find("credence.upstream.requests").tag("operation", "aws_creds").counters().stream()
                .filter(counter -> outcomes.length == 0
                        || List.of(outcomes).contains(counter.getId().getTag("outcome")))
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** How many requests are under way. */
    int underWay() {
        return registry.find("credence.upstream.in.flight").meters().stream()
                .map(Meter::measure)
                .flatMap(measured -> StreamSupport.stream(measured.spliterator(), false))
                .mapToInt(measured -> (int) measured.getValue())
                .sum();
    }

    /** Until nothing is under way at the back end. */
    void settle() {
        await().until(() -> underWay() == 0);
    }

    String metrics() {
        return registry.scrape();
    }

    /** As after SIGTERM. */
    Future<Void> stop() {
        return gateway.stop();
    }

    @Override
    public void close() {
        done(gateway.stop());
        done(vertx.close());
    }

    private static <T> T done(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException("the gateway does not do as it is told", failure);
        }
    }
}
