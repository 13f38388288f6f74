package dev.credence.ops;

import dev.credence.config.HostPort;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.jspecify.annotations.Nullable;

/** The listener for operators and probes; never one that workloads talk to. */
public final class OpsVerticle extends VerticleBase {
    private static final int IDLE_SECONDS = 60;

    private final HostPort address;
    private final boolean reusePort;
    private final OpsParts parts;
    private @Nullable HttpServer server;
    private @Nullable ConsoleFeed feed;

    /**
     * @param reusePort whether another process may listen there too
     */
    public OpsVerticle(HostPort address, boolean reusePort, OpsParts parts) {
        this.address = address;
        this.reusePort = reusePort;
        this.parts = parts;
    }

    @Override
    public Future<?> start() {
        OpsViews views = new OpsViews(parts);
        ConsoleFeed opened = new ConsoleFeed(vertx, views::look);
        HttpServer listening = vertx.createHttpServer(new HttpServerOptions()
                        .setHttp2ClearTextEnabled(false)
                        .setReusePort(reusePort)
                        .setIdleTimeout(IDLE_SECONDS))
                .requestHandler(new OpsRoutes(vertx, parts, views, opened).router());
        server = listening;
        feed = opened;
        vertx.setPeriodic(TrafficHistory.INTERVAL.toMillis(), due -> views.sample());
        return listening.listen(address.port(), address.host());
    }

    /** Open pages would be cut anyway; ended in order, they know at once. */
    @Override
    public Future<?> stop() {
        if (feed != null) {
            feed.close();
        }
        return Future.succeededFuture();
    }

    /** The port that is listened on; the one configured unless that was 0. */
    public int port() {
        return server == null ? -1 : server.actualPort();
    }
}
