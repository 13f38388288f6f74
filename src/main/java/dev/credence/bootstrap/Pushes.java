package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.push.MetricsPush;
import dev.credence.telemetry.BuildInfo;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** Deploys what sends metrics elsewhere; its classes are loaded only where something is configured. */
final class Pushes {
    private Pushes() {}

    /** The deployments, before anything else so that they end last. */
    static Future<List<String>> deploy(Platform platform, Configuration configuration) {
        if (configuration.metrics().statsd().isEmpty()
                && configuration.metrics().otlp().isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Vertx vertx = platform.vertx();
        // The machine's name may have to be looked up.
        return vertx.executeBlocking(() -> verticles(platform, configuration), false)
                .compose(pushes -> Future.all(pushes.stream()
                                .map(push -> vertx.deployVerticle(push))
                                .toList())
                        .map(deployed -> deployed.<String>list()));
    }

    private static List<Deployable> verticles(Platform platform, Configuration configuration) {
        String host = NodeIdentity.hostName().orElse("localhost");
        String id = host + ':' + configuration.ops().address().port();
        return MetricsPush.verticles(
                configuration.metrics(),
                platform.registry(),
                platform.time(),
                new MetricsPush.Instance(host, id, BuildInfo.version()));
    }
}
