package dev.credence.source.vault;

import dev.credence.testing.FakeVault;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A fake Vault with the role {@code app}, anew for each test. */
@Timeout(60)
abstract class VaultTest {
    private static Vertx shared;

    FakeVault vault;
    VaultFixture gateway;

    @BeforeAll
    static void startVertx() {
        shared = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    }

    @AfterAll
    static void stopVertx() {
        VaultFixture.await(shared.close());
    }

    @BeforeEach
    void startVault() {
        vault = FakeVault.start(shared).role("app", "assumed_role");
        gateway = new VaultFixture(shared, vault.address());
    }

    @AfterEach
    void stopVault() {
        vault.close();
    }
}
