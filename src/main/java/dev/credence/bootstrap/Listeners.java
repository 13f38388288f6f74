package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.config.HostPort;
import dev.credence.config.ListenerConfig;
import dev.credence.config.ListenerTls;
import dev.credence.gateway.ListenerVerticle;
import dev.credence.telemetry.Cloud;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of workloads: opened one after the other, closed all at once, and in between told what a changed
 * configuration says of them. Any thread, but one call at a time.
 */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Vertx vertx;
    private final ListenerVerticle.Shared shared;
    private final List<Running> running = new CopyOnWriteArrayList<>();

    /** What the configuration now says of one of them; read by all event loops. */
    private static final class Current {
        private volatile ListenerConfig config;

        private Current(ListenerConfig config) {
            this.config = config;
        }

        private ListenerConfig config() {
            return config;
        }
    }

    /**
     * One of them.
     *
     * @param server any of its instances, which share a socket
     * @param at the address with the port that was picked
     */
    private record Running(Current current, ListenerVerticle server, String deployment, HostPort at) {
        ListenerConfig config() {
            return current.config();
        }

        void set(ListenerConfig config) {
            current.config = config;
        }
    }

    Listeners(Vertx vertx, ListenerVerticle.Shared shared) {
        this.vertx = vertx;
        this.shared = shared;
    }

    /**
     * Opens them in that order.
     *
     * @return fails with {@link CannotListenException} if an address is taken; those before stay open
     */
    Future<Void> open(List<ListenerConfig> configs) {
        Future<Void> opened = Future.succeededFuture();
        for (int i = 0; i < configs.size(); i++) {
            int index = i;
            opened = opened.compose(done -> open(index, configs.get(index)));
        }
        return opened;
    }

    /** Where workloads ask, in the order of the configuration. */
    List<HostPort> addresses() {
        return running.stream().map(Running::at).toList();
    }

    /** Those of them where that cloud is served and another gateway may listen too. */
    List<HostPort> shared(Cloud cloud) {
        return running.stream()
                .filter(listener -> listener.config().reusePort()
                        && listener.config().providers().contains(cloud))
                .map(Running::at)
                .toList();
    }

    /**
     * Shows the certificates of that configuration from now on, where others are shown.
     *
     * @return fails if one cannot be used; the one before stays then
     */
    Future<Void> present(Configuration changed) {
        Future<Void> presented = Future.succeededFuture();
        for (Running listener : running) {
            Optional<ListenerTls> wanted = of(changed, listener).flatMap(ListenerConfig::tls);
            boolean differs = wanted.isPresent()
                    && listener.config().tls().isPresent()
                    && !wanted.equals(listener.config().tls());
            if (differs) {
                presented = presented.compose(done -> present(listener, wanted.get()));
            }
        }
        return presented;
    }

    /** Takes over what else may change while they are open: hosts and providers. */
    void follow(Configuration changed) {
        for (Running listener : running) {
            ListenerConfig before = listener.config();
            of(changed, listener)
                    .map(now -> new ListenerConfig(
                            before.address(), now.providers(), now.hosts(), before.tls(), before.reusePort()))
                    .filter(now -> !now.equals(before))
                    .ifPresent(listener::set);
        }
    }

    /** What of them cannot change while they are open, to be compared. */
    static List<List<Object>> fixed(Configuration configuration) {
        return configuration.listeners().stream()
                .map(listener ->
                        List.<Object>of(listener.address(), listener.tls().isPresent(), listener.reusePort()))
                .toList();
    }

    /** Ends requests in flight within the grace. Never fails. */
    Future<Void> close() {
        List<Running> all = new ArrayList<>(running);
        running.clear();
        // All at once, so that the grace is waited for once.
        return Future.join(all.stream()
                        .map(listener -> vertx.undeploy(listener.deployment()))
                        .toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<Void> open(int index, ListenerConfig config) {
        Current current = new Current(config);
        Queue<ListenerVerticle> instances = new ConcurrentLinkedQueue<>();
        HostPort address = config.address();
        return vertx.deployVerticle(
                        () -> {
                            ListenerVerticle verticle = new ListenerVerticle(current::config, index, shared);
                            instances.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(Platform.eventLoops()))
                .<Void>map(deployment -> {
                    ListenerVerticle any = instances.element();
                    HostPort at = new HostPort(address.host(), any.port());
                    running.add(new Running(current, any, deployment, at));
                    LOG.atInfo().addKeyValue("address", at).log("listening");
                    return null;
                })
                .recover(failure -> Future.failedFuture(
                        new CannotListenException("listeners." + index + ".address", address, failure)));
    }

    private static Future<Void> present(Running listener, ListenerTls tls) {
        ListenerConfig before = listener.config();
        return listener.server().present(tls).onSuccess(shown -> {
            listener.set(new ListenerConfig(
                    before.address(), before.providers(), before.hosts(), Optional.of(tls), before.reusePort()));
            LOG.atInfo()
                    .addKeyValue("address", listener.at())
                    .addKeyValue("ends", tls.expires().map(Object::toString).orElse("unknown"))
                    .log("certificate replaced; new connections see it");
        });
    }

    /** By its address: the others may have been written in another order. */
    private static Optional<ListenerConfig> of(Configuration changed, Running listener) {
        HostPort address = listener.config().address();
        return changed.listeners().stream()
                .filter(candidate -> candidate.address().equals(address))
                .findFirst();
    }
}
