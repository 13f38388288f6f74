package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.config.HostPort;
import dev.credence.config.ListenerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back listeners that share their port as long as another process serves there and this one has nothing to serve
 * yet: the kernel would send it half of the connections at once. And knows at the end whether another has taken over.
 */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final Duration PERIOD = Duration.ofMillis(100);
    /** In a second one that waits has seen that it is its turn, and listens. */
    private static final int LOOKS = 10;

    private final Vertx vertx;
    private final List<HostPort> shared;
    private final Supplier<Future<Boolean>> ready;

    /**
     * @param ready whether this gateway has what workloads will ask for
     */
    Handover(Vertx vertx, Configuration configuration, Supplier<Future<Boolean>> ready) {
        this.vertx = vertx;
        this.shared = configuration.listeners().stream()
                .filter(ListenerConfig::reusePort)
                .map(ListenerConfig::address)
                .filter(address -> address.port() != 0)
                .toList();
        this.ready = ready;
    }

    /** Completes when the listeners may open; at once where no port is shared. Never fails. */
    Future<Void> turn() {
        return shared.isEmpty()
                ? Future.succeededFuture()
                : isListenedAt(vertx, shared).compose(others -> {
                    if (others) {
                        LOG.info("another process listens there; the listeners open when this one is ready");
                    }
                    return others ? look() : Future.succeededFuture();
                });
    }

    private Future<Void> look() {
        return ready.get()
                .otherwise(false)
                .compose(is -> is
                        ? Future.succeededFuture(true)
                        : isListenedAt(vertx, shared).map(others -> !others))
                .compose(may -> may
                        ? Future.succeededFuture()
                        : vertx.timer(PERIOD.toMillis(), TimeUnit.MILLISECONDS).compose(waited -> look()));
    }

    /**
     * Whether somebody listens at one of these addresses or more, asked by who does not listen there any more. One that
     * waits for its turn opens its listeners only now. Never fails.
     */
    static Future<Boolean> isTakenOver(Vertx vertx, List<HostPort> addresses) {
        return addresses.isEmpty() ? Future.succeededFuture(false) : isTakenOver(vertx, addresses, LOOKS);
    }

    private static Future<Boolean> isTakenOver(Vertx vertx, List<HostPort> addresses, int looks) {
        return isListenedAt(vertx, addresses)
                .compose(is -> is || looks == 1
                        ? Future.succeededFuture(is)
                        : vertx.timer(PERIOD.toMillis(), TimeUnit.MILLISECONDS)
                                .compose(waited -> isTakenOver(vertx, addresses, looks - 1)));
    }

    private static Future<Boolean> isListenedAt(Vertx vertx, List<HostPort> addresses) {
        return vertx.executeBlocking(() -> addresses.stream().anyMatch(Handover::isListening), false)
                .otherwise(false);
    }

    /** A socket that does not share its port cannot have one that somebody listens at; it is never listened at. */
    private static boolean isListening(HostPort address) {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
            return false;
        } catch (IOException inUse) {
            return true;
        }
    }
}
