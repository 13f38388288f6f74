package dev.credence.bootstrap;

import dev.credence.caller.CallerResolver;
import dev.credence.caller.EngineStatus;
import dev.credence.caller.RecentCaller;
import dev.credence.caller.RecentCallers;
import dev.credence.caller.docker.Engines;
import dev.credence.config.Configuration;
import dev.credence.config.RateLimit;
import dev.credence.credential.CallerLimiter;
import dev.credence.gateway.Recognition;
import dev.credence.gateway.Routing;
import dev.credence.provider.EmulatedCloud;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Makes from a configuration what the listeners look requests up in, and keeps what outlives a change of it: the container
 * engines, and who came last.
 */
final class RoutingFactory {
    private final Vertx vertx;
    private final List<EmulatedCloud> clouds;
    private final Engines engines;
    private final RecentCallers recent;
    private final Recognition recognition;

    /**
     * @param wait the longest that a caller waits until it is recognised
     */
    RoutingFactory(Platform platform, List<EmulatedCloud> clouds, Duration wait) {
        this.vertx = platform.vertx();
        this.clouds = clouds;
        this.engines = new Engines(vertx, platform.time(), platform.random(), platform.registry(), wait);
        this.recent = new RecentCallers(platform.time());
        this.recognition = new Recognition(recent, platform.registry());
    }

    /** Opens the engines that the configuration names, and reads its files. */
    Future<Routing> make(Configuration configuration) {
        return engines.open(configuration.callers())
                .compose(open -> vertx.executeBlocking(() -> routing(configuration), false));
    }

    /** What was made from that configuration is used from now on, and nothing else. */
    void used(Configuration configuration) {
        engines.keepOnly(configuration.callers());
    }

    /** The secret of that file, if there is one; fails if it cannot be read or is empty. */
    Future<Optional<Secret>> secret(Optional<Path> file) {
        return file.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : vertx.executeBlocking(() -> file.map(RoutingFactory::secret), false);
    }

    /** Who is told of callers. */
    Recognition recognition() {
        return recognition;
    }

    /** How each engine is doing. */
    List<EngineStatus> engines() {
        return engines.status();
    }

    /** Who came last. */
    List<RecentCaller> callers() {
        return recent.list();
    }

    /** Never fails. */
    Future<Void> close() {
        return engines.close();
    }

    private Routing routing(Configuration configuration) {
        RateLimit requests = configuration.limits().requests();
        CallerResolver callers = CallerResolver.of(configuration.callers(), RoutingFactory::secret, engines);
        return new Routing(
                callers,
                clouds.stream()
                        .map(cloud -> cloud.provider(configuration, callers))
                        .toList(),
                new CallerLimiter(requests.perSecond(), requests.burst()));
    }

    /** The content of a secret's file, without white space at its ends. */
    static Secret secret(Path file) {
        try {
            Secret secret = Secret.of(Files.readString(file).strip());
            if (secret.isEmpty()) {
                // It is just being written, maybe. Nobody may be let in with nothing.
                throw new IOException("it is empty");
            }
            return secret;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }
}
