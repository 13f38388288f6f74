package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationException;
import dev.credence.config.HostPort;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.RoleListings;
import dev.credence.gateway.ConnectionCount;
import dev.credence.gateway.ListenerVerticle;
import dev.credence.gateway.ListeningTransport;
import dev.credence.gateway.Routing;
import dev.credence.node.NodeVerticle;
import dev.credence.ops.OpsParts;
import dev.credence.ops.OpsVerticle;
import dev.credence.ops.StatusDocument;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.ProviderParts;
import dev.credence.telemetry.BuildInfo;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.EventLoops;
import dev.credence.telemetry.Instance;
import dev.credence.telemetry.Pulse;
import dev.credence.telemetry.Secret;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A running gateway: the credential service, the clouds, the workloads' listeners and the ops listener, deployed in
 * that order and stopped in reverse. Its methods are called from one thread, but {@link #state()} from any.
 */
public final class Gateway {
    /** For what has to be told to the back ends, however long requests in flight took. */
    private static final Duration LEAST_FOR_BACK_ENDS = Duration.ofSeconds(2);

    private final Platform platform;
    private final Vertx vertx;
    private final Configuration configuration;
    private final BackEnds backEnds;
    private final CredentialClient client;
    private final List<EmulatedCloud> clouds;
    private final RoutingFactory routings;
    private final Listeners listeners;
    private final Reloading reloading;
    private final OpsParts parts;
    /** Of the grace, once there is one. */
    private volatile long end;

    private final AtomicReference<Routing> routing = new AtomicReference<>();
    private final AtomicReference<Optional<Secret>> opsToken = new AtomicReference<>(Optional.empty());
    private final EventLoops loops;
    private final ConnectionCount connections;
    private final Deque<String> deployments = new ArrayDeque<>();

    private HostPort ops;
    private volatile boolean stopping;
    /** Whether others serve AWS at our addresses after we do not any more: workloads go on with what they hold. */
    private volatile boolean succeeded;

    private Gateway(Platform platform, Configuration configuration) {
        this.platform = platform.measuring(configuration.metrics());
        this.vertx = platform.vertx();
        this.configuration = configuration;
        this.client =
                new CredentialClient(vertx.eventBus(), configuration.refresh().callerWait());
        RoleListings roles = new RoleListings();
        this.backEnds = new BackEnds(this.platform, configuration, client, roles);
        this.loops = new EventLoops(this.platform.registry(), platform.time()::nanoTime);
        this.connections = new ConnectionCount(configuration.limits().connections());
        this.end = platform.time().nanoTime();
        this.ops = configuration.ops().address();
        ProviderParts ofClouds = new ProviderParts(client, this.platform.registry(), platform.time(), roles);
        this.clouds = Clouds.of(ofClouds, configuration, platform.random());
        this.routings = new RoutingFactory(
                this.platform, clouds, configuration.refresh().callerWait());
        this.listeners = new Listeners(
                vertx,
                new ListenerVerticle.Shared(
                        routing::get,
                        connections,
                        loops,
                        routings.recognition(),
                        platform.time(),
                        configuration.shutdownGrace()));
        this.reloading = new Reloading(
                configuration, routings, listeners, backEnds, client, this.platform.registry(), this::use);
        this.parts = opsParts(Instance.starting(platform.time().instant(), platform.random()));
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
                        .recover(failure -> gateway.end().transform(stopped -> Future.failedFuture(failure))));
    }

    /** Where workloads ask, in the order of the configuration, with the ports that were picked. */
    public List<HostPort> listeners() {
        return listeners.addresses();
    }

    /** Where operators ask. */
    public HostPort ops() {
        return ops;
    }

    /** Tells this run from others. */
    public String instance() {
        return parts.instance().id();
    }

    /**
     * Takes over a changed configuration without dropping a request; logs what needs a restart.
     *
     * @return fails if that configuration could not be taken over; nothing has changed then, and it is logged
     */
    public Future<Void> reload(Configuration changed) {
        return reloading.takeOver(changed);
    }

    /** A changed configuration cannot be used; the one before stays. */
    public void reject(ConfigurationException rejected) {
        reloading.reject(rejected);
    }

    /** As the page {@code /status}; fails when the credential service does not answer. Any thread. */
    public Future<JsonObject> state() {
        return StatusDocument.of(parts);
    }

    /** What of the state can be told without asking anybody. Any thread. */
    public JsonObject outline() {
        return StatusDocument.outline(parts);
    }

    /** How the process is doing, in some lines for people; within a second. Never fails. Any thread. */
    public Future<List<String>> pulse() {
        return new Pulse(loops, platform.registry(), platform.time()::nanoTime).lines();
    }

    /**
     * Says that it is not ready any more, serves on for the delay, ends requests in flight within the grace, then
     * everything else. Never fails.
     */
    public Future<Void> stop() {
        stopping = true;
        // Where another gateway listens at the same address, probes are to reach that one from now on.
        Future<Void> left = configuration.ops().reusePort()
                ? ListeningTransport.stopListening(vertx, ops.port())
                : Future.succeededFuture();
        Duration delay = configuration.shutdownDelay();
        return (delay.isZero() ? left : vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS))
                .transform(waited -> end());
    }

    private Future<Void> end() {
        stopping = true;
        end = platform.time().nanoTime() + configuration.shutdownGrace().toNanos();
        clouds.forEach(EmulatedCloud::stopping);
        // The ops listener comes after: probes can still read that the gateway is stopping.
        List<HostPort> shared = listeners.shared(Cloud.AWS);
        Future<Void> stopped = listeners
                .close()
                .compose(closed -> Handover.isTakenOver(vertx, shared))
                .map(others -> {
                    succeeded = others;
                    return null;
                });
        while (!deployments.isEmpty()) {
            String deployment = deployments.pop();
            stopped = stopped.compose(done -> vertx.undeploy(deployment)
                    .timeout(left(end).toMillis(), TimeUnit.MILLISECONDS)
                    .otherwiseEmpty());
        }
        // What was deployed has closed them, unless it never started or ran out of time.
        return stopped.compose(done -> routings.close()).compose(done -> backEnds.close(left(end), succeeded));
    }

    private Duration left(long end) {
        Duration left = Duration.ofNanos(end - platform.time().nanoTime());
        return left.compareTo(LEAST_FOR_BACK_ENDS) < 0 ? LEAST_FOR_BACK_ENDS : left;
    }

    private void use(Routing made, Optional<Secret> token) {
        routing.set(made);
        opsToken.set(token);
    }

    private Future<Void> deploy(Future<Void> rehearsed) {
        Configuration now = configuration;
        return routings.make(now)
                .compose(made -> {
                    routing.set(made);
                    return Pushes.deploy(platform, now)
                            .onSuccess(pushes -> pushes.forEach(deployments::push))
                            .compose(done -> deployOne(() -> CredentialCore.of(
                                    now, backEnds.issuers(() -> left(end), () -> succeeded), platform)))
                            .compose(done -> deployClouds(made));
                })
                .compose(done -> rehearsed)
                .compose(done -> new Handover(vertx, now, () -> StatusDocument.isReady(parts)).turn())
                .compose(done -> listeners.open(now.listeners()))
                .compose(done -> routings.secret(now.ops().tokenFile()))
                .compose(this::deployOps)
                .compose(done -> deployNode(now))
                .compose(done -> Clouds.agree(clouds, now));
    }

    private Future<Void> deployNode(Configuration now) {
        return now.node()
                .map(node ->
                        deployOne(() -> new NodeVerticle(node, () -> StatusDocument.isReady(parts), platform.time())))
                .orElseGet(Future::succeededFuture);
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

    private Future<Void> deployOps(Optional<Secret> token) {
        opsToken.set(token);
        OpsVerticle verticle = new OpsVerticle(ops, configuration.ops().reusePort(), parts);
        return deployOne(() -> verticle)
                .recover(failure -> Future.failedFuture(new CannotListenException("ops.address", ops, failure)))
                .onSuccess(done -> ops = new HostPort(ops.host(), verticle.port()));
    }

    private OpsParts opsParts(Instance instance) {
        return new OpsParts(
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
                reloading::last,
                () -> stopping,
                platform.registry(),
                platform.scrape(),
                opsToken::get,
                configuration.ops().hosts(),
                platform.time(),
                instance,
                BuildInfo.version());
    }

    private Future<Void> deployOne(Supplier<? extends Deployable> verticle) {
        return vertx.deployVerticle(verticle, new DeploymentOptions()).map(this::remember);
    }

    private Void remember(String deployment) {
        deployments.push(deployment);
        return null;
    }
}
