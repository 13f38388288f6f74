package dev.credence.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.ConfigurationLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SystemdUnitsTest {
    private static final Path FOLDER = Path.of("deploy/systemd");

    static Stream<Path> units() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().matches(".*\\.(service|conf)")).toList().stream();
        }
    }

    @Test
    void theServiceLeavesTimeForTheGrace() throws IOException {
        Duration grace = ConfigurationLoader.ofText("smallest", "credentials: {app: {provider: aws, role: app}}")
                .shutdownGrace();

        assertThat(lines("credence.service")).contains("TimeoutStopSec=" + (grace.toSeconds() + 5) + "s");
    }

    @Test
    void whatNoOtherStartMendsIsNotTriedAgain() throws IOException {
        assertThat(lines("credence.service"))
                .contains("Restart=on-failure", "RestartPreventExitStatus=64 78", "StartLimitIntervalSec=0");
    }

    @Test
    void theServiceHasNoRightUnlessALowPortIsWanted() throws IOException {
        assertThat(lines("credence.service"))
                .contains("AmbientCapabilities=", "CapabilityBoundingSet=", "DynamicUser=yes");
        assertThat(lines("examples/low-port.conf"))
                .contains("AmbientCapabilities=CAP_NET_BIND_SERVICE", "CapabilityBoundingSet=CAP_NET_BIND_SERVICE");
    }

    @ParameterizedTest
    @MethodSource("units")
    void nothingIsStartedFromElsewhere(Path unit) throws IOException {
        assertThat(Files.readAllLines(unit).stream().filter(line -> line.startsWith("Exec")))
                .allSatisfy(line -> assertThat(line).matches("Exec\\w+=(/opt/credence/bin/|/bin/kill -HUP ).*"));
    }

    /** Two instances of the one are the other, twice. */
    @Test
    void theTemplateIsTheServiceUnderAnotherName() throws IOException {
        assertThat(settings("credence@.service"))
                .containsExactlyElementsOf(
                        Stream.concat(settings("credence.service").stream(), Stream.of("DefaultInstance=a"))
                                .toList());
    }

    private static List<String> settings(String unit) throws IOException {
        return lines(unit).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replace(" (%i)", ""))
                .toList();
    }

    private static List<String> lines(String unit) throws IOException {
        return Files.readAllLines(FOLDER.resolve(unit));
    }
}
