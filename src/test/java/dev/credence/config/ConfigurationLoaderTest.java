package dev.credence.config;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/nobody");

    @TempDir
    Path folder;

    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void mergesDirectoriesInAlphabeticalOrderAndFilesInTheOrderGiven() throws Exception {
        write("conf.d/20.yaml", "credentials: {app: {role: second, ttl: 2h}}\nlisteners: [{address: 'localhost:2'}]");
        write("conf.d/10.yaml", """
                credentials: {app: {provider: aws, role: first, mount: m}, other: {provider: aws, role: other}}
                listeners: [{address: "localhost:1", hosts: [a]}, {address: "localhost:3"}]
                ops: {address: "localhost:9"}
                """);
        write("conf.d/.hidden.yaml", "nonsense: here");
        write("conf.d/ignored.txt", "nonsense: here");
        Path last = write("last.yaml", "credentials: {app: {ttl: 3h}}\nops:");

        Configuration configuration =
                await(loader(folder.resolve("conf.d"), last).load()).configuration();

        CredentialConfig app = configuration.credentials().get("app");
        assertThat(app.role()).isEqualTo("second");
        assertThat(app.mount()).isEqualTo("m");
        assertThat(app.ttl()).contains(Duration.ofHours(3));
        assertThat(configuration.credentials()).containsOnlyKeys("app", "other");
        assertThat(configuration.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.address().port()).isEqualTo(2);
            assertThat(listener.hosts()).isEmpty();
        });
        assertThat(configuration.ops().address()).hasToString("127.0.0.1:8170");
    }

    @Test
    void replacesAScalarByAMapWithoutMixingThem() throws Exception {
        Path first = write("1.yaml", Written.SMALLEST + "callers: [{match: any, credentials: [app]}]\nops: text");
        Path second = write("2.yaml", "ops: {address: 'localhost:1'}");

        assertThat(await(loader(first, second).load()).configuration().ops().address())
                .hasToString("localhost:1");
    }

    @Test
    void takesFileNamesRelativeToTheFileThatNamesThem() throws Exception {
        write("one/app.token", "s");
        Path first = write("one/c.yaml", Written.SMALLEST + "ops: {token-file: app.token}");
        Path second = write("two/c.yaml", "ops: {address: 'localhost:1'}");

        assertThat(await(loader(first, second).load()).configuration().ops().tokenFile())
                .contains(folder.resolve("one/app.token"));
    }

    @Test
    void reportsWhatIsWrongWithEveryFile() throws Exception {
        Path missing = folder.resolve("missing.yaml");
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThat(problems(loader(missing, empty)))
                .containsExactlyInAnyOrder(
                        missing + ": does not exist", empty + ": is a directory without any *.yaml file");
    }

    @Test
    void reportsTheSyntaxErrorsOfAllFilesAndNothingThatFollowsFromThem() throws Exception {
        Path first = write("1.yaml", "a: [");
        Path second = write("2.yaml", "x\n");
        Path third = write("3.yaml", "unknown: x");

        assertThat(problems(loader(first, second, third)))
                .containsExactly(
                        first + ":1: is not YAML: expected the node content, but found '<stream end>'",
                        second + ":1: must be a map of keys, like \"credentials: {...}\"");
    }

    private ConfigurationLoader loader(Path... sources) {
        return new ConfigurationLoader(vertx, List.of(sources), ENVIRONMENT, Map.of());
    }

    private List<String> problems(ConfigurationLoader loader) {
        try {
            await(loader.load());
        } catch (CompletionException failure) {
            return ((ConfigurationException) failure.getCause())
                    .problems().stream().map(Problem::toString).toList();
        }
        throw new AssertionError("nothing was wrong");
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
