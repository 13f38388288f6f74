package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The life of a gateway in a few seconds, so that a virtual machine that records can keep what it has loaded, linked and
 * learned: a development gateway on free ports, the forms of all clouds often enough to be compiled, the pages of
 * operators, and the end.
 */
public final class Training {
    private static final int ROUNDS = 1_000;
    private static final Duration LIFE = Duration.ofHours(1);
    private static final List<String> PAGES = List.of("/healthz", "/readyz", "/status", "/metrics");

    private Training() {}

    /**
     * Runs it. Blocks for some seconds.
     *
     * @param temporary folder for temporary files
     */
    public static void run(Preparation prepared, Path temporary) {
        Platform platform = prepared.platform();
        try (DevMode development = result(DevMode.start(platform, new DevMode.Options(0, 0, LIFE), temporary))) {
            ConfigurationLoader loader =
                    new ConfigurationLoader(platform.vertx(), List.of(development.configuration()), Map.of(), Map.of());
            Configuration configuration = result(loader.load()).configuration();
            Gateway gateway = result(Gateway.start(prepared, configuration));
            platform.observeProcess();
            for (String page : PAGES) {
                RehearsalClient.get(gateway.ops(), page);
            }
            result(Rehearsal.on(platform, ROUNDS));
            result(loader.close());
            result(gateway.stop());
        } catch (IOException failure) {
            throw new UncheckedIOException("the gateway does not answer itself", failure);
        } finally {
            result(platform.close());
        }
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
