package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationException;
import dev.credence.config.HostPort;
import dev.credence.config.ListenerConfig;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.RoleListings;
import dev.credence.gateway.ConnectionCount;
import dev.credence.gateway.ListenerVerticle;
import dev.credence.gateway.Routing;
import dev.credence.logging.Logging;
import dev.credence.ops.OpsParts;
import dev.credence.ops.OpsVerticle;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.ProviderParts;
import dev.credence.telemetry.BuildInfo;
import dev.credence.telemetry.EventLoops;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: the credential service, the clouds, the workloads' listeners and the ops listener, deployed in
 * that order and stopped in reverse. Its methods are called from one thread.
 */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    /** For what has to be told to the back ends, however long requests in flight took. */
    private static final Duration LEAST_FOR_BACK_ENDS = Duration.ofSeconds(2);

    private final Platform platform;
    private final Vertx vertx;
    private final Configuration configuration;
    private final BackEnds backEnds;
    private final CredentialClient client;
    private final List<EmulatedCloud> clouds;
    private final RoutingFactory routings;
    /** Of the grace, once there is one. */
    private volatile long end;

    private final AtomicReference<Routing> routing = new AtomicReference<>();
    private final EventLoops loops = new EventLoops();
    private final ConnectionCount connections;
    private final Instant started;
    private final Counter reloadFailures;
    private final Deque<String> deployments = new ArrayDeque<>();
    /** Deployments of the workloads' listeners, which stop first. */
    private final List<String> sockets = new ArrayList<>();

    private final List<HostPort> listeners = new ArrayList<>();
    private HostPort ops;
    private volatile boolean stopping;

    private Gateway(Platform platform, Configuration configuration) {
        this.platform = configuration.prometheus() ? platform : platform.withoutMetrics();
        this.vertx = platform.vertx();
        this.configuration = configuration;
        this.client =
                new CredentialClient(vertx.eventBus(), configuration.refresh().callerWait());
        RoleListings roles = new RoleListings();
        this.backEnds = new BackEnds(this.platform, configuration, client, roles);
        this.connections = new ConnectionCount(configuration.limits().connections());
        this.started = platform.time().instant();
        this.end = platform.time().nanoTime();
        this.reloadFailures = Counter.builder("credence.config.reload.failures")
                .description("Changed configurations that could not be used")
                .register(this.platform.registry());
        this.ops = configuration.ops().address();
        ProviderParts parts = new ProviderParts(client, this.platform.registry(), platform.time(), roles);
        this.clouds = Clouds.of(parts, configuration, platform.random());
        this.routings = new RoutingFactory(
                this.platform, clouds, configuration.refresh().callerWait());
    }

    /**
     * Starts a gateway. It serves as soon as the future completes, whatever the back ends do.
     *
     * @return fails with {@link CannotListenException} if an address is taken; what was started is stopped then
     */
    public static Future<Gateway> start(Platform platform, Configuration configuration) {
        return start(new Preparation(platform, Future.succeededFuture()), configuration);
    }

    /** As above, but listens only when the rehearsal is over. */
    public static Future<Gateway> start(Preparation prepared, Configuration configuration) {
        Platform platform = prepared.platform();
        return platform.vertx()
                .executeBlocking(() -> new Gateway(platform, configuration), false)
                .compose(gateway -> gateway.deploy(prepared.rehearsed())
                        .map(gateway)
                        .recover(failure -> gateway.stop().transform(stopped -> Future.failedFuture(failure))));
    }

    /** Where workloads ask, in the order of the configuration, with the ports that were picked. */
    public List<HostPort> listeners() {
        return List.copyOf(listeners);
    }

    /** Where operators ask. */
    public HostPort ops() {
        return ops;
    }

    /** Takes over a changed configuration without dropping a request; logs what needs a restart. */
    public Future<Void> reload(Configuration changed) {
        return routings.make(changed)
                .compose(made -> {
                    routing.set(made);
                    backEnds.follow(changed);
                    routings.used(changed);
                    Logging.apply(changed.log());
                    return Future.join(made.providers().stream()
                            .map(provider -> client.prefetch(provider.cloud(), provider.prefetchable()))
                            .toList());
                })
                .<Void>mapEmpty()
                .onSuccess(done -> announce(RestartCheck.sections(configuration, changed)))
                .onFailure(failure -> {
                    reloadFailures.increment();
                    LOG.atError().setCause(failure).log("the changed configuration was not taken over");
                });
    }

    /** A changed configuration cannot be used; the one before stays. */
    public void reject(ConfigurationException rejected) {
        reloadFailures.increment();
        rejected.problems().forEach(problem -> LOG.atError()
                .addKeyValue("problem", problem)
                .log("changed configuration rejected, the one before stays"));
    }

    /** Ends requests in flight within the grace, then everything else. Never fails. */
    public Future<Void> stop() {
        stopping = true;
        end = platform.time().nanoTime() + configuration.shutdownGrace().toNanos();
        clouds.forEach(EmulatedCloud::stopping);
        // All at once, so that the grace is waited for once; probes can still read that the gateway is stopping.
        Future<Void> stopped = Future.join(sockets.stream().map(vertx::undeploy).toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
        sockets.clear();
        while (!deployments.isEmpty()) {
            String deployment = deployments.pop();
            stopped = stopped.compose(done -> vertx.undeploy(deployment)
                    .timeout(left(end).toMillis(), TimeUnit.MILLISECONDS)
                    .otherwiseEmpty());
        }
        // What was deployed has closed them, unless it never started or ran out of time.
        return stopped.compose(done -> routings.close()).compose(done -> backEnds.close(left(end)));
    }

    private Duration left(long end) {
        Duration left = Duration.ofNanos(end - platform.time().nanoTime());
        return left.compareTo(LEAST_FOR_BACK_ENDS) < 0 ? LEAST_FOR_BACK_ENDS : left;
    }

    private Future<Void> deploy(Future<Void> rehearsed) {
        Configuration now = configuration;
        return routings.make(now)
                .compose(made -> {
                    routing.set(made);
                    return deployOne(() -> CredentialCore.of(now, backEnds.issuers(() -> left(end)), platform))
                            .compose(done -> deployClouds(made));
                })
                .compose(done -> rehearsed)
                .compose(done -> deployListeners(now.listeners()))
                .compose(done -> deployOps(now))
                .compose(done -> Clouds.agree(clouds, now));
    }

    private Future<Void> deployClouds(Routing made) {
        Future<Void> deployed = Future.succeededFuture();
        for (EmulatedCloud cloud : clouds) {
            Set<CredentialKey> prefetched = made.providers().stream()
                    .filter(provider -> provider.cloud() == cloud.cloud())
                    .flatMap(provider -> provider.prefetchable().stream())
                    .collect(Collectors.toSet());
            deployed = deployed.compose(done -> deployOne(() -> cloud.verticle(prefetched)));
        }
        return deployed;
    }

    private Future<Void> deployOps(Configuration now) {
        OpsParts parts = new OpsParts(
                client,
                () -> Stream.ofNullable(routing.get())
                        .flatMap(made -> made.providers().stream())
                        .flatMap(provider -> provider.awaited().stream())
                        .toList(),
                backEnds::status,
                routings::engines,
                routings::callers,
                connections::current,
                loops,
                () -> stopping,
                platform.scrape(),
                now.ops().tokenFile().map(RoutingFactory::secret),
                platform.time(),
                started,
                BuildInfo.version());
        OpsVerticle verticle = new OpsVerticle(ops, parts);
        return deployOne(() -> verticle)
                .recover(failure -> Future.failedFuture(new CannotListenException("ops.address", ops, failure)))
                .onSuccess(done -> ops = new HostPort(ops.host(), verticle.port()));
    }

    private Future<Void> deployListeners(List<ListenerConfig> configs) {
        Future<Void> deployed = Future.succeededFuture();
        for (int i = 0; i < configs.size(); i++) {
            int index = i;
            deployed = deployed.compose(done -> deployListener(index, configs.get(index)));
        }
        return deployed;
    }

    private Future<Void> deployListener(int index, ListenerConfig config) {
        HostPort address = config.address();
        Queue<ListenerVerticle> instances = new ConcurrentLinkedQueue<>();
        ListenerVerticle.Shared shared = new ListenerVerticle.Shared(
                routing::get,
                connections,
                loops,
                routings.recognition(),
                platform.time(),
                configuration.shutdownGrace());
        return vertx.deployVerticle(
                        () -> {
                            ListenerVerticle verticle = new ListenerVerticle(config, index, shared);
                            instances.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(Platform.eventLoops()))
                .<Void>map(deployment -> {
                    sockets.add(deployment);
                    return null;
                })
                .recover(failure -> Future.failedFuture(
                        new CannotListenException("listeners." + index + ".address", address, failure)))
                .onSuccess(done -> announce(
                        new HostPort(address.host(), instances.element().port())));
    }

    /** Against what runs, not against the change before: a restart that was due stays due. */
    private static void announce(List<String> later) {
        if (later.isEmpty()) {
            LOG.info("configuration reloaded");
        } else {
            LOG.atWarn()
                    .addKeyValue("sections", String.join(",", later))
                    .log("configuration reloaded; some changes take effect only after a restart");
        }
    }

    private void announce(HostPort address) {
        listeners.add(address);
        LOG.atInfo().addKeyValue("address", address).log("listening");
    }

    private Future<Void> deployOne(Supplier<? extends Deployable> verticle) {
        return vertx.deployVerticle(verticle, new DeploymentOptions()).map(this::remember);
    }

    private Void remember(String deployment) {
        deployments.push(deployment);
        return null;
    }
}
