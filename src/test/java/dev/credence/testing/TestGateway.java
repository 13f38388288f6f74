package dev.credence.testing;

import static dev.credence.testing.Awaited.await;

import dev.credence.caller.CallerResolver;
import dev.credence.caller.EngineStatus;
import dev.credence.caller.RecentCallers;
import dev.credence.caller.docker.Engines;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.config.HostPort;
import dev.credence.config.ListenerConfig;
import dev.credence.config.RateLimit;
import dev.credence.credential.CallerLimiter;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialMessages;
import dev.credence.credential.RoleListings;
import dev.credence.gateway.ConnectionCount;
import dev.credence.gateway.ListenerVerticle;
import dev.credence.gateway.Recognition;
import dev.credence.gateway.Routing;
import dev.credence.ops.ChangedConfiguration;
import dev.credence.ops.OpsParts;
import dev.credence.ops.OpsVerticle;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.ProviderParts;
import dev.credence.provider.aws.AwsCloud;
import dev.credence.provider.aws.SessionTokens;
import dev.credence.provider.azure.AzureCloud;
import dev.credence.provider.gcp.GcpCloud;
import dev.credence.telemetry.EventLoops;
import dev.credence.telemetry.Instance;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A gateway as a workload sees it, on ports of 127.0.0.1 that the system picks, with a clock and a back end that obey
 * the test. The files {@code app.token}, {@code other.token} and {@code ops.token} lie beside its configuration. Not to
 * be used on an event loop.
 */
public final class TestGateway implements AutoCloseable {
    /** Content of {@code app.token}. */
    public static final String APP_TOKEN = FakeVault.CANARY + "-app-token";
    /** Content of {@code other.token}. */
    public static final String OTHER_TOKEN = FakeVault.CANARY + "-other-token";
    /** Content of {@code ops.token}. */
    public static final String OPS_TOKEN = FakeVault.CANARY + "-ops-token";

    private static final int EVENT_LOOPS = 2;
    private static final String GET = "credence.credential.get";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
    private final TestTime time = new TestTime();
    private final ScriptedIssuer issuer = new ScriptedIssuer(time);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final EventLoops loops = new EventLoops(registry, time::nanoTime);
    private final RoleListings roles = new RoleListings();
    private final AtomicLong asked = new AtomicLong();
    private final List<Integer> ports = new ArrayList<>();
    private final Path folder;
    private final Configuration configuration;
    private final CredentialClient client;
    private final ConnectionCount connections;
    private final List<EmulatedCloud> clouds;
    private final RecentCallers recent;
    private final Engines engines;
    private final AtomicReference<Routing> routing;
    private volatile boolean stopping;
    private int opsPort;

    private TestGateway(Path folder, String yaml) {
        TestFiles.write(folder.resolve("app.token"), APP_TOKEN);
        TestFiles.write(folder.resolve("other.token"), OTHER_TOKEN);
        TestFiles.write(folder.resolve("ops.token"), OPS_TOKEN);
        this.folder = folder;
        configuration = load(yaml);
        client = new CredentialClient(vertx.eventBus(), configuration.refresh().callerWait());
        connections = new ConnectionCount(configuration.limits().connections());
        ProviderParts parts = new ProviderParts(client, registry, time, roles);
        clouds = List.of(
                new AwsCloud(parts, new SessionTokens(new byte[32], 1), "credence-test"),
                new GcpCloud(parts),
                new AzureCloud(parts));
        recent = new RecentCallers(time);
        engines = new Engines(
                vertx, time, new Random(1), registry, configuration.refresh().callerWait());
        routing = new AtomicReference<>(routing(configuration));
    }

    /** A gateway that is made and not started yet, so that its back end can be told what to do before it is asked. */
    public static TestGateway of(Path folder, String yaml) {
        return new TestGateway(folder, yaml);
    }

    /** A gateway that runs; what can be fetched ahead is being fetched. */
    public static TestGateway start(Path folder, String yaml) {
        return of(folder, yaml).start();
    }

    /** Opens the listeners. */
    public TestGateway start() {
        CredentialMessages.register(vertx.eventBus());
        vertx.eventBus().addOutboundInterceptor(delivery -> {
            if (delivery.message().address().equals(GET)) {
                asked.incrementAndGet();
            }
            delivery.next();
        });
        deploy(TestCredentials.service(configuration, issuer, time, registry));
        for (int i = 0; i < clouds.size(); i++) {
            deploy(clouds.get(i).verticle(routing.get().providers().get(i).prefetchable()));
        }
        for (int i = 0; i < configuration.listeners().size(); i++) {
            ports.add(listen(configuration.listeners().get(i), i));
        }
        OpsVerticle ops = new OpsVerticle(new HostPort("127.0.0.1", 0), false, opsParts());
        deploy(ops);
        opsPort = ops.port();
        return this;
    }

    /** Takes over another configuration, as after SIGHUP. */
    public void reload(String yaml) {
        Configuration loaded = load(yaml);
        Routing changed = routing(loaded);
        routing.set(changed);
        engines.keepOnly(loaded.callers());
        changed.providers().forEach(provider -> await(client.prefetch(provider.cloud(), provider.prefetchable())));
    }

    /** The first listener. */
    public int port() {
        return ports.get(0);
    }

    /** The listener at that place of the configuration. */
    public int port(int listener) {
        return ports.get(listener);
    }

    public int opsPort() {
        return opsPort;
    }

    public TestTime time() {
        return time;
    }

    public ScriptedIssuer issuer() {
        return issuer;
    }

    /** What back ends say about their roles. */
    public RoleListings roles() {
        return roles;
    }

    /** How the container engines are doing. */
    public List<EngineStatus> engines() {
        return engines.status();
    }

    /** Connections of workloads that are open. */
    public int connections() {
        return connections.current();
    }

    /** How many messages asked the credential service for a credential. */
    public long asked() {
        return asked.get();
    }

    /** What Prometheus would scrape. */
    public String metrics() {
        return registry.scrape();
    }

    /** As after SIGTERM, for the ops pages and those who wait for something. */
    public void stopping() {
        stopping = true;
        clouds.forEach(EmulatedCloud::stopping);
    }

    /** GET on the first listener; {@code headers} are whole lines. */
    public RawResponse get(String path, String... headers) {
        return RawHttp.exchange(port(), "GET", path, headers);
    }

    /** GET on the first listener from that address of 127.0.0.0/8. */
    public RawResponse getFrom(String address, String path, String... headers) {
        try (RawHttp connection = RawHttp.connect(address, "127.0.0.1", port())) {
            return connection.send(RawHttp.request("GET", path, headers)).read();
        }
    }

    /** GET on the first listener with a fresh session token. */
    public RawResponse getWithToken(String path) {
        return get(path, "X-aws-ec2-metadata-token: " + token());
    }

    /** A fresh session token. */
    public String token() {
        return RawHttp.exchange(port(), "PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 21600")
                .text();
    }

    @Override
    public void close() {
        clouds.forEach(EmulatedCloud::stopping);
        await(vertx.close());
    }

    private Configuration load(String yaml) {
        TestFiles.write(folder.resolve("credence.yaml"), yaml);
        return await(new ConfigurationLoader(
                                vertx,
                                List.of(folder.resolve("credence.yaml")),
                                Map.of("HOME", folder.toString()),
                                yaml.contains("listeners:")
                                        ? Map.of("ops.address", "127.0.0.1:0")
                                        : Map.of("ops.address", "127.0.0.1:0", "listeners.0.address", "127.0.0.1:0"))
                        .load())
                .configuration();
    }

    private Routing routing(Configuration loaded) {
        RateLimit requests = loaded.limits().requests();
        await(engines.open(loaded.callers()));
        CallerResolver callers = CallerResolver.of(loaded.callers(), TestFiles::secret, engines);
        return new Routing(
                callers,
                clouds.stream().map(cloud -> cloud.provider(loaded, callers)).toList(),
                new CallerLimiter(requests.perSecond(), requests.burst()));
    }

    private int listen(ListenerConfig config, int index) {
        Queue<ListenerVerticle> instances = new ConcurrentLinkedQueue<>();
        ListenerVerticle.Shared shared = new ListenerVerticle.Shared(
                routing::get,
                connections,
                loops,
                new Recognition(recent, registry),
                time,
                configuration.shutdownGrace());
        await(vertx.deployVerticle(
                () -> {
                    ListenerVerticle verticle = new ListenerVerticle(() -> config, index, shared);
                    instances.add(verticle);
                    return verticle;
                },
                new DeploymentOptions().setInstances(EVENT_LOOPS)));
        return instances.element().port();
    }

    private OpsParts opsParts() {
        return new OpsParts(
                client,
                () -> routing.get().providers().stream()
                        .flatMap(provider -> provider.awaited().stream())
                        .toList(),
                List::of,
                engines::status,
                recent::list,
                connections::current,
                loops,
                () -> ChangedConfiguration.USED,
                () -> stopping,
                registry,
                Optional.of(registry::scrape),
                () -> configuration.ops().tokenFile().map(TestFiles::secret),
                configuration.ops().hosts(),
                time,
                new Instance("0badcafe", 4711, TestTime.START),
                "1.2.3");
    }

    private void deploy(Deployable verticle) {
        await(vertx.deployVerticle(verticle, new DeploymentOptions()));
    }
}
