package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Vault is killed, comes back sealed, is opened, sealed and opened again, while workloads go on asking. */
@Tag("real")
class SealIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Long enough for the breaker to open, close and open again. */
    private static final Duration LOAD = Duration.ofSeconds(60);

    private static final String APP = """
            credentials: {app: {provider: aws, role: app}}
            callers:
              - {match: {token-file: app.token, name: app}, credentials: [app]}
              - {match: any, credentials: [app]}
            """;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void noHitFailsWhileVaultIsKilledSealedAndOpened() throws IOException {
        var vault = rig.vault().persistent().start().withAws(rig.moto("app")).withAssumedRole("app");
        var auth = new Logins(rig, vault).appRole(new JsonObject());
        var backend = "vault: {address: \"%s\", auth: %s}".formatted(vault.address(), auth);
        var gateway = rig.serve(rig.configure(backend, APP)).ready();

        try (var load = new Load(gateway, rig.callerToken(), "app")) {
            vault.kill();
            awaitFailure(gateway, "vault.unreachable");
            vault.start();
            awaitFailure(gateway, "vault.sealed");
            vault.unseal();
            awaitIssued(gateway, 2);
            vault.seal();
            long before = gateway.logged("outcome=\"vault.sealed\"");
            awaitMore(gateway, "outcome=\"vault.sealed\"", before);
            vault.unseal();
            awaitIssued(gateway, 3);
            await("the end of the load").atMost(LOAD.multipliedBy(2)).until(() -> load.lasts(LOAD));

            var count = load.stop();
            System.out.println(count);
            assertThat(count.failed()).as(count::toString).isEmpty();
            assertThat(count.hits()).as(count::toString).isGreaterThan(1000);
        }
        gateway.ready();
        assertThat(gateway.logged("logged in to vault"))
                .as("the token is the same all the time")
                .isEqualTo(1);
    }

    private void awaitFailure(GatewayProcess gateway, String code) {
        awaitMore(gateway, "outcome=\"" + code + '"', 0);
    }

    /** The gateway needs something of Vault again and again. */
    private void awaitMore(GatewayProcess gateway, String words, long before) {
        await(words).atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            rig.refresh(gateway, "app");
            return gateway.logged(words) > before;
        });
    }

    private void awaitIssued(GatewayProcess gateway, int least) {
        awaitMore(gateway, "credential issued", least - 1);
    }
}
