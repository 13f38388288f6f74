package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
    @TempDir
    private Path folder;

    @Test
    void countsWhatAValidConfigurationHolds() throws IOException {
        Run run = check("credentials: {a: {provider: aws, role: a}, b: {provider: aws, role: b}}");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "configuration is valid: 1 listener(s), 2 credential(s), 1 caller rule(s), 1 back end(s)");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void listsEveryProblemWithItsPlaceInOneLineEach() throws IOException {
        Run run = check("""
                listeners: [{address: 0.0.0.0}]
                credentials: {app: {provider: aws, rle: app}}
                refresh: {wait: soon}
                """);

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors())
                .hasSize(4)
                .allMatch(line -> line.startsWith("credence: " + file() + ":"))
                .anyMatch(line -> line.contains("listeners.0.address"))
                .anyMatch(line -> line.contains("credentials.app.role: is missing"))
                .anyMatch(line -> line.contains("did you mean role?"))
                .anyMatch(line -> line.contains("refresh.wait"));
    }

    @Test
    void warnsAndSucceeds() throws IOException {
        Run run = check("credentials: {a: {provider: aws, role: app}, b: {provider: aws, role: app}}");

        assertThat(run.exitCode()).isZero();
        assertThat(run.errors()).isNotEmpty().allMatch(line -> line.matches("credence: .* warning: .*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [", "a: b: c", "\t- x", "%", "a: 'b", "&a [*a"})
    void aFileThatIsNoYamlIsOneLineWithItsPlace(String text) throws IOException {
        Run run = check(text);

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.errors()).singleElement().asString().startsWith("credence: " + file() + ":");
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        Run run = Run.of("check", "-c", folder.resolve("missing.yaml").toString());

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.errors()).containsExactly("credence: " + folder.resolve("missing.yaml") + ": does not exist");
    }

    @Test
    void aDirectoryStandsForItsFilesAndALaterSourceWins() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "credentials: {app: {provider: aws, role: app}}");
        Files.writeString(folder.resolve("b.yaml"), "listeners: [{address: 'nonsense'}]");
        Path mend = Files.writeString(
                Files.createTempFile(folder, "mend", ".yml"), "listeners: [{address: '127.0.0.1:1'}]");

        assertThat(Run.of("check", "-c", folder.toString()).exitCode()).isEqualTo(78);
        assertThat(Run.of("check", "-c", folder.toString(), "-c", mend.toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void theEnvironmentIsPartOfTheConfiguration() throws IOException {
        Files.writeString(file(), "credentials: {app: {provider: aws, role: app}}");

        Run run = Run.with("CREDENCE_OPS_ADDRESS", "nowhere", "check", "-c", file().toString());

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.errors()).singleElement().asString().contains("CREDENCE_OPS_ADDRESS");
    }

    @Test
    void withoutAnyConfigurationItShowsTheSmallest() {
        Run run = Run.of("check");

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.errors())
                .singleElement()
                .asString()
                .contains("the smallest file is")
                .contains("serve --dev");
    }

    @Test
    void noSecretIsShown() throws IOException {
        Run run = check("""
                credentials: {app: {provider: aws, role: app}}
                backends: {vault: {address: 'http://u:hunter2@h:1', auth: {token: [hunter2]}}}
                """);

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.err()).doesNotContain("hunter2");
    }

    private Run check(String text) throws IOException {
        Files.writeString(file(), text);
        return Run.of("check", "-c", file().toString());
    }

    private Path file() {
        return folder.resolve("credence.yaml");
    }
}
