package dev.credence.behaviour;

import static dev.credence.behaviour.RunningGateway.CONTAINER;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeVault;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of what workloads can rely on: each situation in which the gateway may be, and what callers get in it. Each
 * row is a nested class of one of the tests that this is the ground of.
 */
@Timeout(60)
abstract class ServiceTable {
    static final Duration LIFE = Duration.ofHours(1);
    static final Duration REFRESH = Duration.ofMinutes(30);

    @TempDir
    Path folder;

    FaultyVault faulty;
    FakeVault vault;
    RunningGateway gateway;

    @BeforeEach
    void startVault() {
        faulty = new FaultyVault();
        vault = faulty.vault();
    }

    @AfterEach
    void stop() {
        gateway.close();
        faulty.close();
    }

    void start(String... changes) {
        gateway = RunningGateway.start(folder, faulty, changes);
    }

    /** A credential in memory, and nothing under way any more. */
    String startAndFetch(String... changes) {
        start(changes);
        await().until(() -> gateway.get(CONTAINER).status() == 200);
        gateway.settle();
        return gateway.get(CONTAINER).text();
    }

    /** What the configuration says of logging in, and how it is said for a gateway that does it itself. */
    static final String GIVEN_TOKEN = "{method: token, token-file: vault.token}";

    static final String APP_ROLE = "{method: approle, role-id: gateway}";

    static final String BREAKER = "{failures: 3, window: 10s, reset: 1s}";
    static final String PATIENT_BREAKER = "{failures: 3, window: 60s, reset: 1h}";

    boolean breaker(String state) {
        return gateway.metrics().contains("credence_breaker_state{backend=\"vault\",state=\"" + state + "\"} 1.0");
    }
}
