package dev.credence.config;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration files that change while they are watched. */
class ConfigurationWatchTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/nobody");
    private static final Duration ONLY_ON_DEMAND = Duration.ZERO;

    @TempDir
    Path folder;

    private Vertx vertx;
    private final BlockingQueue<LoadedConfiguration> changes = new LinkedBlockingQueue<>();
    private final BlockingQueue<ConfigurationException> rejections = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void noticesAChange() throws Exception {
        Path file = write("c.yaml", Written.SMALLEST);
        ConfigurationLoader loader = watched(file);

        write("c.yaml", Written.SMALLEST + "limits: {keys: 7}");
        await(loader.reload());

        assertThat(changes.remove().configuration().limits().keys()).isEqualTo(7);
        assertThat(rejections).isEmpty();
    }

    @Test
    void rejectsAnInvalidChangeAndRecoversFromIt() throws Exception {
        Path file = write("c.yaml", Written.SMALLEST);
        ConfigurationLoader loader = watched(file);

        write("c.yaml", Written.SMALLEST + "limits: {keys: x}");
        assertThatThrownBy(() -> await(loader.reload())).hasCauseInstanceOf(ConfigurationException.class);

        assertThat(rejections.remove())
                .hasMessage(file + ":2: limits.keys: \"x\" is not a whole number between 1 and 10000000");
        assertThat(changes).isEmpty();

        write("c.yaml", Written.SMALLEST + "limits: {keys: 8}");
        assertThat(await(loader.reload()).configuration().limits().keys()).isEqualTo(8);
        assertThat(changes).hasSize(1);
    }

    @Test
    void reportsAFileThatWentAway() throws Exception {
        Path file = write("c.yaml", Written.SMALLEST);
        ConfigurationLoader loader = watched(file);

        Files.delete(file);
        assertThatThrownBy(() -> await(loader.reload())).hasMessageContaining("does not exist");

        assertThat(rejections).hasSize(1);
    }

    @Test
    void noticesANewFileInADirectory() throws Exception {
        write("d/1.yaml", Written.SMALLEST);
        ConfigurationLoader loader = watched(folder.resolve("d"));

        write("d/2.yaml", "credentials: {more: {provider: aws, role: more}}");
        await(loader.reload());

        assertThat(changes.remove().configuration().credentials()).containsOnlyKeys("app", "more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c.yaml", "token"})
    void looksForChangesOfFilesAndOfWhatTheyName(String changed) throws Exception {
        write("token", "one");
        Path file = write("c.yaml", Written.SMALLEST + "ops: {token-file: token}");
        ConfigurationLoader loader = loader(file);
        await(loader.load());
        loader.watch(Duration.ofMillis(20), this::changed, rejections::add);

        write(changed, changed.equals("token") ? "two" : Written.SMALLEST + "limits: {keys: 7}");

        assertThat(changes.poll(20, SECONDS)).isNotNull();
        await(loader.close());
        assertThat(rejections).isEmpty();
        assertThat(changes).isEmpty();
    }

    @Test
    void reportsTheSameProblemsOnlyOnce() throws Exception {
        Path file = write("c.yaml", Written.SMALLEST);
        ConfigurationLoader loader = loader(file);
        await(loader.load());
        loader.watch(Duration.ofMillis(10), this::changed, rejections::add);

        write("c.yaml", "limits: {keys: x}");
        assertThat(rejections.poll(20, SECONDS)).isNotNull();
        write("c.yaml", Written.SMALLEST + "limits: {keys: 9}");
        assertThat(changes.poll(20, SECONDS)).isNotNull();
        await(loader.close());

        assertThat(rejections).isEmpty();
    }

    @Test
    void aFileThatIsAsBeforeAgainIsToldAfterItWasRejected() throws Exception {
        Path file = write("c.yaml", Written.SMALLEST);
        ConfigurationLoader loader = loader(file);
        await(loader.load());
        loader.watch(Duration.ofMillis(10), this::changed, rejections::add);

        write("c.yaml", "half: [");
        assertThat(rejections.poll(20, SECONDS)).isNotNull();
        write("c.yaml", Written.SMALLEST);

        assertThat(changes.poll(20, SECONDS)).isNotNull();
        await(loader.close());
        assertThat(changes).isEmpty();
    }

    @Test
    void manyWhoAskAtOnceAreOneReadingAndOneThatWaits() throws Exception {
        Path file = write("c.yaml", Written.SMALLEST);
        ConfigurationLoader loader = loader(file);
        await(loader.load());
        Promise<Void> taken = Promise.promise();
        loader.watch(
                ONLY_ON_DEMAND,
                change -> {
                    changes.add(change);
                    return taken.future();
                },
                rejections::add);
        Future<LoadedConfiguration> first = loader.reload();
        assertThat(changes.poll(20, SECONDS)).isNotNull();

        write("c.yaml", Written.SMALLEST + "limits: {keys: 7}");
        List<Future<LoadedConfiguration>> asked =
                IntStream.range(0, 100).mapToObj(number -> loader.reload()).toList();
        taken.complete();

        await(first);
        asked.forEach(
                each -> assertThat(await(each).configuration().limits().keys()).isEqualTo(7));
        assertThat(changes).hasSize(1);
    }

    @Test
    void whatCouldNotBeTakenOverIsOfferedAgain() throws Exception {
        Path file = write("c.yaml", Written.SMALLEST);
        ConfigurationLoader loader = loader(file);
        await(loader.load());
        loader.watch(
                Duration.ofMillis(10),
                change -> {
                    changes.add(change);
                    return changes.size() < 3 ? Future.failedFuture("not now") : Future.succeededFuture();
                },
                rejections::add);

        write("c.yaml", Written.SMALLEST + "limits: {keys: 9}");

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> changes.size() >= 3);
        await(loader.close());
    }

    @Test
    void staysSilentOnceClosed() throws Exception {
        Path file = write("c.yaml", Written.SMALLEST);
        ConfigurationLoader loader = watched(file);

        await(loader.close());
        await(loader.reload());

        assertThat(changes).isEmpty();
    }

    private Future<Void> changed(LoadedConfiguration changed) {
        changes.add(changed);
        return Future.succeededFuture();
    }

    private ConfigurationLoader loader(Path... sources) {
        return new ConfigurationLoader(vertx, List.of(sources), ENVIRONMENT, Map.of());
    }

    private ConfigurationLoader watched(Path source) {
        ConfigurationLoader loader = loader(source);
        await(loader.load());
        loader.watch(ONLY_ON_DEMAND, this::changed, rejections::add);
        return loader;
    }

    /** So that no look sees half of it. */
    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.move(
                Files.writeString(folder.resolve("being-written"), text), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, SECONDS)
                .join();
    }
}
