package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.CredenceJar;
import dev.credence.testing.CredenceJar.Said;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandIT {
    @RegisterExtension
    private final Site site = new Site();

    @Test
    void theJarSaysItsVersion() {
        Said said = run("--version");

        assertThat(said.exitCode()).isZero();
        assertThat(said.out())
                .isEqualToNormalizingNewlines("credence " + System.getProperty("credence.version") + "\n");
        assertThat(said.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "check", "doctor", "status", "env", "exec", "import", "completion"})
    void theJarHelpsWithEachCommand(String command) {
        Said said = run(command, "--help");

        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).contains("Usage: credence " + command, "Examples:");
        assertThat(said.err()).isEmpty();
    }

    @Test
    void theJarTrainsByItselfAndLeavesNothing() throws IOException {
        Said said = run("train");

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).isEmpty();
        try (Stream<Path> left = Files.list(site.folder())) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }
    }

    @Test
    void withoutArgumentsTheJarLeavesWithTheUsageCode() {
        Said said = run();

        assertThat(said.exitCode()).isEqualTo(64);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).singleElement().asString().startsWith("credence: ");
    }

    @Test
    void aValidConfigurationChecksOut() {
        Said said = run("check", "-c", site.configure(Site.APP).toString());

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).startsWith("configuration is valid: 1 listener(s), 1 credential(s)");
        assertThat(said.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "serve"})
    void anInvalidConfigurationIsReportedAndNothingStarts(String command) {
        Path configuration = site.configure("credentials: {app: {provider: aws, rle: app}}\nlimts: {}\n");

        Said said = run(command, "-c", configuration.toString());

        assertThat(said.exitCode()).isEqualTo(78);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("credence: " + configuration + ":"))
                .noneMatch(line -> line.contains("\tat "));
    }

    @Test
    void aTakenListenerAddressIsNamed() throws IOException {
        assertThatTakenAddressIsNamed(site.port(), "listeners.0.address");
    }

    @Test
    void aTakenOpsAddressIsNamed() throws IOException {
        assertThatTakenAddressIsNamed(site.opsPort(), "ops.address");
    }

    private void assertThatTakenAddressIsNamed(int port, String key) throws IOException {
        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            Said said = run("serve", "-c", site.configure(Site.APP).toString());

            assertThat(said.exitCode()).isEqualTo(73);
            assertThat(said.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("credence: " + key + " cannot listen on 127.0.0.1:" + port);
        }
    }

    @Test
    void withoutAPlaceForTemporaryFilesThereIsNoDevelopmentGateway() throws IOException {
        Files.createDirectory(developmentFolder());

        Said said = run("serve", "--dev");

        assertThat(said.exitCode()).isEqualTo(73);
        assertThat(said.err().lines())
                .containsExactly("credence: " + developmentFolder() + " is not a private folder of yours; remove it");
        assertThat(developmentFolder()).isEmptyDirectory();
    }

    @Test
    void theDefaultDevelopmentGatewayIsFoundWhenItIsThere() throws IOException {
        Files.createDirectory(
                developmentFolder(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.copy(site.configure(Site.APP), developmentFolder().resolve("credence.yaml"));
        Files.copy(site.folder().resolve("vault.token"), developmentFolder().resolve("vault.token"));
        Files.copy(site.folder().resolve("ops.token"), developmentFolder().resolve("ops.token"));

        Said said = run("env", "aws");

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out().lines())
                .containsExactly("export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:" + site.port());
    }

    @Test
    void envWithoutAnyConfigurationNamesTheDefaultAddressAndInventsNoToken() {
        Said said = run("env", "aws");

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out().lines())
                .containsExactly("export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:8169");
        assertThat(run("env", "aws-container").exitCode()).isEqualTo(78);
    }

    private Path developmentFolder() {
        return site.folder().resolve("credence-dev-" + System.getProperty("user.name") + "-8169");
    }

    private Said run(String... arguments) {
        return CredenceJar.run(site.folder(), arguments);
    }
}
