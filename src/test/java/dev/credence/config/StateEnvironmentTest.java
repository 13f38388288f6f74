package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Where leases are remembered. */
class StateEnvironmentTest {
    @Test
    void isBelowTheHomeOfItsUserWithThePortInItsName() {
        assertThat(Written.yaml(Written.SMALLEST).load().leasesFile())
                .contains(Path.of("/home/nobody/.local/state/credence/leases-8169.json"));
        assertThat(Written.smallestAnd("listeners: [{address: '127.0.0.1:9000'}]\n")
                        .load()
                        .leasesFile())
                .contains(Path.of("/home/nobody/.local/state/credence/leases-9000.json"));
    }

    @Test
    void isWhereTheSystemKeepsState() {
        Written written = Written.yaml(Written.SMALLEST).with("XDG_STATE_HOME", "/state");

        assertThat(written.load().leasesFile()).contains(Path.of("/state/credence/leases-8169.json"));
        assertThat(written.with("STATE_DIRECTORY", "/var/lib/credence:/var/lib/other")
                        .load()
                        .leasesFile())
                .contains(Path.of("/var/lib/credence/leases-8169.json"));
    }

    @Test
    void aRelativeFolderOfTheEnvironmentCountsAsNone() {
        assertThat(Written.yaml(Written.SMALLEST)
                        .with("XDG_STATE_HOME", "state")
                        .load()
                        .leasesFile())
                .contains(Path.of("/home/nobody/.local/state/credence/leases-8169.json"));
        assertThat(Written.yaml(Written.SMALLEST).without("HOME").load().leasesFile())
                .isEmpty();
    }

    @Test
    void isTheFileThatIsConfigured() {
        assertThat(Written.smallestAnd("leases: {file: /srv/../srv/leases}\n")
                        .load()
                        .leasesFile())
                .contains(Path.of("/srv/leases"));
        assertThat(Written.at(Path.of("/etc/credence/credence.yaml"), Written.SMALLEST + "leases: {file: l.json}\n")
                        .load()
                        .leasesFile())
                .contains(Path.of("/etc/credence/l.json"));
    }

    @Test
    void isNoFolder() {
        assertThat(Written.smallestAnd("leases: {file: /srv/}\n").problems())
                .singleElement()
                .asString()
                .contains("leases.file", "is not the name of a file");
    }
}
