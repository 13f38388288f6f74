package dev.credence.node;

import dev.credence.config.NodeConfig;
import dev.credence.credential.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the gateway does for its Kubernetes node. Its start never waits for the API server. */
public final class NodeVerticle extends VerticleBase {
    private final NodeConfig config;
    private final Supplier<Future<Boolean>> ready;
    private final TimeSource time;
    private @Nullable NodeApi api;
    private @Nullable StartupTaint taint;

    /**
     * @param ready whether workloads that come now would be served; called on the verticle's context
     */
    public NodeVerticle(NodeConfig config, Supplier<Future<Boolean>> ready, TimeSource time) {
        this.config = config;
        this.ready = ready;
        this.time = time;
    }

    @Override
    public Future<?> start() {
        // The file of the authority is read.
        return vertx.executeBlocking(() -> new NodeApi(vertx, config)).onSuccess(made -> {
            api = made;
            StartupTaint looking = new StartupTaint(made, config, ready, time.scheduler(vertx, context));
            taint = looking;
            looking.waitUntilReady();
        });
    }

    @Override
    public Future<?> stop() {
        if (taint != null) {
            taint.close();
        }
        if (api != null) {
            api.close();
        }
        return Future.succeededFuture();
    }
}
