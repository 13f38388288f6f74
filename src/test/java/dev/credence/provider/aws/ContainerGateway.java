package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.config.Written;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialIssuer;
import dev.credence.credential.CredentialMessages;
import dev.credence.credential.CredentialVerticle;
import dev.credence.credential.KeyLimits;
import dev.credence.credential.RefreshPolicy;
import dev.credence.credential.RoleListings;
import dev.credence.provider.Exchange;
import dev.credence.provider.Provider;
import dev.credence.provider.ProviderParts;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.ScriptedIssuer;
import dev.credence.testing.TestTime;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Amazon's dialect on a port of 127.0.0.1, asked by containers: each has an address of 127.0.0.0/8, a name, an
 * environment. Not to be used on an event loop.
 */
final class ContainerGateway implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final TestTime time = new TestTime();
    private final ScriptedIssuer issuer = new ScriptedIssuer(time);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Caller> containers = new ConcurrentHashMap<>();
    private final CallerResolver resolver = CallerResolver.of(List.of(), file -> {
        throw new AssertionError("no rule names a file");
    });
    private final Provider provider;
    private final int port;

    ContainerGateway(String yaml) {
        Configuration configuration = Written.yaml(yaml).load();
        Duration wait = configuration.refresh().callerWait();
        CredentialMessages.register(vertx.eventBus());
        CredentialClient client = new CredentialClient(vertx.eventBus(), wait);
        AwsCloud cloud = new AwsCloud(
                new ProviderParts(client, registry, time, new RoleListings()),
                new SessionTokens(new byte[32], 1),
                "credence-test");
        provider = cloud.provider(configuration, resolver);
        Map<String, CredentialIssuer> issuers = new HashMap<>();
        configuration.backends().keySet().forEach(name -> issuers.put(name, issuer));
        await(vertx.deployVerticle(new CredentialVerticle(
                leases -> issuers,
                new RefreshPolicy(0.5, Duration.ofMinutes(20), 0.1, Duration.ofHours(1), wait),
                new KeyLimits(configuration.limits().keys(), Map.of(), 0, 1),
                time,
                new Random(1),
                registry)));
        await(vertx.deployVerticle(cloud.verticle(provider.prefetchable())));
        port = await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"))
                .actualPort();
    }

    /** A container at that address, with its environment as names and values in turn. */
    ContainerGateway container(String address, String name, String... environment) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        containers.put(address, new Caller(name, address, 0, "containers", List.of(), Map.copyOf(variables), Map.of()));
        return this;
    }

    ScriptedIssuer issuer() {
        return issuer;
    }

    String metrics() {
        return registry.scrape();
    }

    RawResponse get(String address, String path, String... headers) {
        try (RawHttp connection = RawHttp.connect(address, "127.0.0.1", port)) {
            return connection.send(RawHttp.request("GET", path, headers)).read();
        }
    }

    /** A connection that has asked and not read the answer yet. */
    RawHttp ask(String address, String path) {
        return RawHttp.connect(address, "127.0.0.1", port).send(RawHttp.request("GET", path));
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private void handle(HttpServerRequest request) {
        Caller caller = containers.get(request.remoteAddress().hostAddress());
        try {
            InetAddress address = InetAddress.getByName(request.remoteAddress().hostAddress());
            provider.handle(
                    new Exchange(request, request.path(), new Exchange.Origin(address, caller, resolver), time));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address is not looked up", impossible);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("the gateway does not get ready", late);
        }
    }
}
