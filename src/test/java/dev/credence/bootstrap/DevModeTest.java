package dev.credence.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.config.ConfigurationLoader;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevModeTest {
    /** Nothing listens there in this test: the folder's name holds it. */
    private static final int PORT = 8169;

    @TempDir
    private Path temporary;

    private Platform platform;

    @BeforeEach
    void start() {
        platform = Platform.create();
    }

    @AfterEach
    void stop() throws Exception {
        await(platform.close());
    }

    @Test
    void nobodyElseCanLookIntoTheFolder() throws Exception {
        try (DevMode development = development(PORT)) {
            assertThat(permissions(folder())).isEqualTo("rwx------");
            try (var files = Files.list(folder())) {
                assertThat(files).hasSize(4).allSatisfy(file -> assertThat(permissions(file))
                        .isEqualTo("rw-------"));
            }
            assertThat(development.configuration().getParent()).isEqualTo(folder());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"caller.token", "vault.token"})
    void tokensAreWrittenAsSdksSendThemWithoutANewline(String file) throws Exception {
        try (DevMode development = development(PORT)) {
            assertThat(development.configuration().resolveSibling(file))
                    .content()
                    .matches("[\\w-]{43}");
        }
    }

    @Test
    void eachStartHasTokensOfItsOwn() throws Exception {
        String first;
        try (DevMode development = development(PORT)) {
            first = Files.readString(development.configuration().resolveSibling("caller.token"));
        }
        try (DevMode development = development(PORT)) {
            assertThat(development.configuration().resolveSibling("caller.token"))
                    .content()
                    .isNotEqualTo(first);
        }
    }

    @Test
    void whatItWritesIsAValidConfiguration() throws Exception {
        try (DevMode development = development(PORT)) {
            var loader =
                    new ConfigurationLoader(platform.vertx(), List.of(development.configuration()), Map.of(), Map.of());

            assertThat(await(loader.load()).warnings()).isEmpty();
        }
    }

    @Test
    void picksAFreePortForTheNameOfItsFolder() throws Exception {
        try (DevMode development = development(0)) {
            assertThat(development.configuration().getParent().getFileName().toString())
                    .matches("credence-dev-.*-[1-9]\\d*");
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        development(PORT).close();

        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void reusesTheFolderOfAGatewayThatCrashed() throws Exception {
        Files.createDirectory(
                folder(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(folder().resolve("caller.token"), "left");
        Files.writeString(folder().resolve("lock"), "");

        try (DevMode development = development(PORT)) {
            assertThat(development.configuration().resolveSibling("caller.token"))
                    .content()
                    .isNotEqualTo("left");
            assertThat(permissions(folder().resolve("caller.token"))).isEqualTo("rw-------");
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void leavesTheFolderOfAGatewayThatRunsAlone() throws Exception {
        try (DevMode running = development(PORT)) {
            String token = Files.readString(running.configuration().resolveSibling("caller.token"));

            assertThatThrownBy(() -> development(PORT))
                    .isInstanceOf(CannotCreateException.class)
                    .hasMessage("a development gateway runs at 127.0.0.1:8169 already; stop it or choose another"
                            + " --port");

            assertThat(running.configuration().resolveSibling("caller.token"))
                    .content()
                    .isEqualTo(token);
        }
    }

    @Test
    void refusesALinkAndWritesNothingToWhereItLeads() throws Exception {
        Path target = Files.createDirectory(
                temporary.resolve("target"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(folder(), target);
        var before = Files.getLastModifiedTime(target);

        assertRefused();
        assertThat(target).isEmptyDirectory();
        assertThat(Files.getLastModifiedTime(target)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwxrwx", "rwx--x---"})
    void refusesAFolderThatOthersCanEnter(String permissions) throws Exception {
        Files.createDirectory(folder());
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString(permissions));

        assertRefused();
        assertThat(folder()).isEmptyDirectory();
    }

    @Test
    void refusesAFileInPlaceOfTheFolder() throws Exception {
        Files.writeString(folder(), "");

        assertRefused();
    }

    @Test
    void saysThatTheFolderCannotBeCreatedWhereThereIsNoPlaceForIt() {
        temporary = temporary.resolve("missing");

        assertThatThrownBy(() -> development(PORT))
                .isInstanceOf(CannotCreateException.class)
                .hasMessageStartingWith("cannot create " + folder());
    }

    @Test
    void theConfigurationOfARunningGatewayIsFound() throws Exception {
        try (DevMode running = development(PORT)) {
            assertThat(DevMode.configurationAt(temporary, PORT)).contains(running.configuration());
        }
        assertThat(DevMode.configurationAt(temporary, PORT)).isEmpty();
    }

    @Test
    void aConfigurationThatSomebodyElseMayHaveWrittenIsNotFound() throws Exception {
        Files.createDirectory(folder());
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(folder().resolve("credence.yaml"), "credentials: {}");

        assertThat(DevMode.configurationAt(temporary, PORT)).isEmpty();
    }

    private void assertRefused() {
        assertThatThrownBy(() -> development(PORT))
                .isInstanceOf(CannotCreateException.class)
                .hasMessage(folder() + " is not a private folder of yours; remove it");
    }

    private DevMode development(int port) throws Exception {
        return await(DevMode.start(platform, new DevMode.Options(port, 0, Duration.ofMinutes(30)), temporary));
    }

    private Path folder() {
        return temporary.resolve("credence-dev-" + System.getProperty("user.name") + "-" + PORT);
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }
}
