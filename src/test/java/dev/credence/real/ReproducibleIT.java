package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two builds of one tree in different places, time zones and locales. With the real parts, for it needs Maven and its repository. */
@Tag("real")
class ReproducibleIT {
    private static final Duration BUILDING = Duration.ofMinutes(5);

    @Test
    void twoBuildsGiveTheSameJarWithItsSbom() throws IOException {
        Path folder = Tools.workFolder("reproducible");
        // Maven's settings and its local repository are the machine's.
        var environment = Map.of("HOME", System.getProperty("user.home"), "JAVA_HOME", System.getProperty("java.home"));
        var command = List.of(Tools.file("tools/reproducible").toString());

        try (var builds = ChildProcess.start("builds", folder, environment, command)) {
            builds.succeedWithin(BUILDING);

            assertThat(builds.stdout()).matches("both jars: sha256 [0-9a-f]{64}, \\d+ bytes\\n");
            System.out.print(builds.stdout());
        }
    }
}
