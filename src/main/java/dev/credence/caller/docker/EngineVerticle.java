package dev.credence.caller.docker;

import dev.credence.caller.ContainerEngine;
import dev.credence.caller.EngineStatus;
import dev.credence.caller.Refusal;
import dev.credence.caller.Sighting;
import dev.credence.config.DockerConfig;
import dev.credence.config.HostPort;
import dev.credence.credential.Clockwork;
import dev.credence.credential.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One engine, from the first rule that names it to the last: its context, and the way in from others. */
final class EngineVerticle extends VerticleBase implements ContainerEngine {
    private final DockerConfig config;
    private final TimeSource time;
    private final RandomGenerator random;
    private final EngineMeters meters;
    private final Duration patience;
    private volatile @Nullable Running running;

    private record Running(EngineWatch watch, EventFeed feed, Clockwork clockwork) {}

    /**
     * @param patience for one answer of the engine
     */
    EngineVerticle(
            DockerConfig config, TimeSource time, RandomGenerator random, EngineMeters meters, Duration patience) {
        this.config = config;
        this.time = time;
        this.random = random;
        this.meters = meters;
        this.patience = patience;
    }

    @Override
    public Future<?> start() {
        Clockwork clockwork = new Clockwork(time, time.scheduler(vertx, context), random);
        EngineApi api = new EngineApi(new EngineHttp(vertx, config), meters, patience);
        EngineWatch watch = new EngineWatch(
                api,
                clockwork,
                new EngineLog(config.address().toString()),
                meters,
                isLocal(),
                () -> vertx.executeBlocking(EngineVerticle::ownAddresses, false));
        EventFeed feed = new EventFeed(api, clockwork, patience, watch);
        running = new Running(watch, feed, clockwork);
        feed.open();
        watch.review();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Running ending = running;
        running = null;
        if (ending != null) {
            ending.feed().close();
            ending.watch().close();
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Sighting> at(InetAddress address, long deadline) {
        return search(new Quarry.OfAddress(address), deadline);
    }

    @Override
    public Future<Sighting> withId(String id, long deadline) {
        return search(new Quarry.OfId(id), deadline);
    }

    /** How it is doing; any thread. */
    EngineStatus status() {
        Running now = running;
        String address = config.address().toString();
        return now == null
                ? new EngineStatus(address, "closed", time.instant(), "", 0, Optional.empty(), Optional.empty())
                : now.watch().status(address);
    }

    private Future<Sighting> search(Quarry quarry, long deadline) {
        Promise<Sighting> seen = Promise.promise();
        context.runOnContext(here -> {
            Running now = running;
            if (now == null) {
                seen.complete(new Sighting.Absent(Refusal.ENGINE_UNAVAILABLE));
            } else {
                new Search(now.watch(), now.clockwork(), quarry).start(deadline).onComplete(seen);
            }
        });
        return seen.future();
    }

    private boolean isLocal() {
        String host = config.address().getHost();
        return host == null || new HostPort(host.replaceAll("[\\[\\]]", ""), 0).isLoopback();
    }

    private static Set<InetAddress> ownAddresses() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .collect(Collectors.toSet());
    }
}
