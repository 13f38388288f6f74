package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TerminationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void aRequestInFlightEndsAndNewOnesAreRefused() {
        var vault = site.vault().hold();
        var gateway = site.serve(Site.APP + "refresh: {wait: 10s}\n");
        String session = gateway.sessionToken();
        var inFlight = CompletableFuture.supplyAsync(() -> gateway.imdsCredentials(session, "app"));
        await("a caller waits").until(() -> waiting(gateway));

        gateway.terminate();
        await("no new connections").atMost(PATIENCE).until(() -> !accepts(site.port()));
        assertThat(inFlight).isNotDone();
        vault.release();

        assertThat(inFlight).succeedsWithin(PATIENCE).satisfies(answer -> assertThat(answer.statusCode())
                .isEqualTo(200));
        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
        assertThat(gateway.stdout()).contains("stopping");
        assertThat(gateway.stderr()).isEmpty();
    }

    @Test
    void anIdleConnectionDoesNotHoldItUp() {
        site.vault();
        var gateway = site.serve(Site.APP).ready();
        gateway.sessionToken();

        gateway.terminate();

        assertThat(gateway.exitCodeWithin(Duration.ofSeconds(5))).isZero();
    }

    @Test
    void aRequestThatNeverEndsIsCutAtTheEndOfTheGrace() {
        site.vault().hold();
        var gateway = site.serve(Site.APP + "refresh: {wait: 10s}\nshutdown: {grace: 1s}\n");
        String session = gateway.sessionToken();
        var inFlight = CompletableFuture.supplyAsync(() -> gateway.imdsCredentials(session, "app"));
        await("a caller waits").until(() -> waiting(gateway));

        gateway.terminate();

        assertThat(gateway.exitCodeWithin(Duration.ofSeconds(6))).isZero();
        assertThat(inFlight).failsWithin(PATIENCE);
    }

    @Test
    void aDevelopmentGatewayLeavesNothingBehind() throws IOException {
        var gateway = site.dev().ready();
        assertThat(developmentFolders()).isEqualTo(1);

        gateway.terminate();

        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
        assertThat(developmentFolders()).isZero();
        assertThat(gateway.stderr()).isEmpty();
    }

    private long developmentFolders() throws IOException {
        try (var files = Files.list(site.folder())) {
            return files.filter(file -> file.getFileName().toString().startsWith("credence-dev-"))
                    .count();
        }
    }

    /** Whether somebody waits for a credential that is being fetched. */
    private static boolean waiting(GatewayProcess gateway) {
        return gateway.ops("/metrics")
                .body()
                .lines()
                .anyMatch(line -> line.matches("credence_coalesced_total.* 1\\.0"));
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
