package dev.credence.bootstrap;

import dev.credence.config.ConfigurationLoader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The life of a gateway in a few seconds, so that a virtual machine that records can keep what it has loaded and
 * linked: a development gateway on free ports, the forms of all clouds, the pages of operators, and the end.
 */
public final class Training {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final List<String> PAGES = List.of("/healthz", "/readyz", "/status", "/metrics");

    private Training() {}

    /**
     * Runs it. The platform stays.
     *
     * @param temporary folder for temporary files
     * @return fails if the gateway does not start, or does not answer itself
     */
    public static Future<Void> run(Preparation prepared, Path temporary) {
        Platform platform = prepared.platform();
        return DevMode.start(platform, new DevMode.Options(0, 0, LIFE), temporary)
                .compose(development -> run(prepared, development)
                        .eventually(() -> platform.vertx().executeBlocking(() -> {
                            development.close();
                            return null;
                        })));
    }

    private static Future<Void> run(Preparation prepared, DevMode development) {
        Vertx vertx = prepared.platform().vertx();
        ConfigurationLoader loader =
                new ConfigurationLoader(vertx, List.of(development.configuration()), Map.of(), Map.of());
        return loader.load()
                .compose(loaded -> Gateway.start(prepared, loaded.configuration()))
                .compose(gateway -> vertx.<Void>executeBlocking(() -> {
                            prepared.platform().observeProcess();
                            for (String page : PAGES) {
                                RehearsalClient.get(gateway.ops(), page);
                            }
                            return null;
                        })
                        .eventually(gateway::stop))
                .eventually(loader::close);
    }
}
