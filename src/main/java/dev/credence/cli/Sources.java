package dev.credence.cli;

import dev.credence.bootstrap.Platform;
import dev.credence.config.ConfigurationLoader;
import dev.credence.config.LoadedConfiguration;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** {@code -c}: where the configuration is. */
final class Sources {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE|DIR",
            description =
                    "configuration file, or a directory of *.yaml files; may be given more than once, later ones win")
    private List<Path> paths = List.of();

    List<Path> paths() {
        return paths;
    }

    /** Loads the configuration, hands it to {@code use}, and ends everything. Blocks. */
    static <T> T loaded(List<Path> paths, Map<String, String> environment, Function<LoadedConfiguration, T> use) {
        return loaded(paths, environment, (platform, loaded) -> use.apply(loaded));
    }

    /** As above, for what needs more than the configuration. */
    static <T> T loaded(
            List<Path> paths, Map<String, String> environment, BiFunction<Platform, LoadedConfiguration, T> use) {
        Platform platform = Platform.create();
        try {
            ConfigurationLoader loader = new ConfigurationLoader(platform.vertx(), paths, environment, Map.of());
            return use.apply(platform, result(loader.load()));
        } finally {
            result(platform.close());
        }
    }

    /** The same, if it comes in time; empty if not, or if it fails. */
    static <T> Optional<T> within(Duration patience, Future<T> future) throws InterruptedException {
        try {
            return Optional.of(
                    future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException silent) {
            return Optional.empty();
        }
    }

    /** Waits for a result on the command's own thread, which is no event loop; throws what the future failed with. */
    static <T> T result(Future<T> future) {
        CompletionStage<T> stage = future.toCompletionStage();
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof IOException cause) {
                throw new UncheckedIOException(cause.getMessage(), cause);
            }
            throw failed;
        }
    }
}
