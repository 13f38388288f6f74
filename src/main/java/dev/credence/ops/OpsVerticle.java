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
        HttpServer listening = vertx.createHttpServer(new HttpServerOptions()
                        .setHttp2ClearTextEnabled(false)
                        .setReusePort(reusePort)
                        .setIdleTimeout(IDLE_SECONDS))
                .requestHandler(new OpsRoutes(vertx, parts).router());
        server = listening;
        return listening.listen(address.port(), address.host());
    }

    /** The port that is listened on; the one configured unless that was 0. */
    public int port() {
        return server == null ? -1 : server.actualPort();
    }
}
