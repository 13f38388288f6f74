package dev.credence.bootstrap;

import dev.credence.caller.CallerResolver;
import dev.credence.caller.RecentCallers;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.config.HostPort;
import dev.credence.credential.CallerLimiter;
import dev.credence.credential.RehearsalService;
import dev.credence.credential.RoleListings;
import dev.credence.gateway.ConnectionCount;
import dev.credence.gateway.ListenerVerticle;
import dev.credence.gateway.Recognition;
import dev.credence.gateway.Routing;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.ProviderParts;
import dev.credence.telemetry.EventLoops;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Serves some requests before the gateway opens its listeners, so that the first workload does not wait until classes are
 * loaded and linked: each cloud once through its real code, on every event loop, on a free port of the loopback. What is
 * served there opens nothing, and what is counted there is thrown away.
 */
final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int ANY_NUMBER = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Listeners on free ports are told apart by their number; this is nobody else's. */
    private static final int LISTENER = 1_000;

    private static final String CONFIGURATION = """
            listeners: [{address: "127.0.0.1:0", providers: [aws, gcp, azure]}]
            backends:
              rehearsal: {type: vault, address: "http://127.0.0.1:1", auth: {method: approle, role-id: none}}
            credentials:
              rehearsal-aws: {provider: aws, backend: rehearsal, role: rehearsal}
              rehearsal-gcp: {provider: gcp, backend: rehearsal, role: rehearsal}
              rehearsal-azure: {provider: azure, backend: rehearsal, role: rehearsal}
            providers: {aws: {container: {require-token: false}}}
            callers: [{match: any, credentials: [rehearsal-aws, rehearsal-gcp, rehearsal-azure]}]
            """;

    private final Vertx vertx;
    private final RehearsalService service;
    private final Routing routing;
    private final ListenerVerticle.Shared shared;
    private final Configuration configuration;

    private Rehearsal(Platform platform) {
        this.vertx = platform.vertx();
        this.service = RehearsalService.on(vertx.eventBus(), platform.time());
        this.configuration = ConfigurationLoader.ofText("rehearsal", CONFIGURATION);
        MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ProviderParts parts = new ProviderParts(
                service.client(), registry, platform.time(), new RoleListings(), NOPLogger.NOP_LOGGER);
        CallerResolver callers = CallerResolver.of(configuration.callers(), RoutingFactory::secret);
        List<EmulatedCloud> clouds = Clouds.of(parts, configuration, platform.random());
        this.routing = new Routing(
                callers,
                clouds.stream()
                        .map(cloud -> cloud.provider(configuration, callers))
                        .toList(),
                new CallerLimiter(ANY_NUMBER, ANY_NUMBER));
        this.shared = new ListenerVerticle.Shared(
                () -> routing,
                new ConnectionCount(ANY_NUMBER),
                new EventLoops(registry, platform.time()::nanoTime),
                new Recognition(new RecentCallers(platform.time()), registry),
                platform.time(),
                Duration.ZERO);
    }

    /**
     * Rehearses. Takes some tens of milliseconds.
     *
     * @return never fails: a gateway that could not rehearse serves all the same
     */
    static Future<Void> on(Platform platform) {
        return attempt(platform)
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(failure -> {
                    LOG.atDebug().addKeyValue("reason", failure).log("the gateway starts without having rehearsed");
                    return null;
                });
    }

    /**
     * Rehearses.
     *
     * @return fails if an answer is not what an SDK would take
     */
    static Future<Void> attempt(Platform platform) {
        return platform.vertx()
                .executeBlocking(() -> new Rehearsal(platform), false)
                .compose(Rehearsal::run);
    }

    private Future<Void> run() {
        Queue<ListenerVerticle> listeners = new ConcurrentLinkedQueue<>();
        int loops = Platform.eventLoops();
        return vertx.deployVerticle(
                        () -> {
                            ListenerVerticle listener = new ListenerVerticle(
                                    () -> configuration.listeners().get(0), LISTENER, shared);
                            listeners.add(listener);
                            return listener;
                        },
                        new DeploymentOptions().setInstances(loops))
                .compose(deployment -> vertx.<Void>executeBlocking(
                                () -> {
                                    HostPort address = new HostPort(
                                            "127.0.0.1", listeners.element().port());
                                    RehearsalClient.ask(address, loops);
                                    return null;
                                },
                                false)
                        .eventually(() -> vertx.undeploy(deployment)))
                .eventually(service::close);
    }
}
