package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeVault;
import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users that Vault makes for us do not outlive us, however we end. */
class LeaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String USER =
            Site.APP + "callers: [{match: {token-file: caller.token}, credentials: [app]}]\n";

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void whatAKilledGatewayLeftIsRevokedByTheNextStartAndNothingElse() {
        var vault = users(3_600);
        var killed = site.serve(USER).ready();
        assertThat(leases(killed)).isEqualTo(1);

        killed.kill();
        assertThat(state()).content().contains("aws/creds/app/1").doesNotContain(FakeVault.CANARY);
        var next = site.serve(USER).ready();

        await("revocation")
                .atMost(PATIENCE)
                .until(() -> !vault.leases().revoked().isEmpty());
        await("state").atMost(PATIENCE).untilAsserted(() -> assertThat(state())
                .content()
                .contains("aws/creds/app/2")
                .doesNotContain("aws/creds/app/1"));
        assertThat(vault.leases().revoked()).containsExactly("aws/creds/app/1");
        assertThat(leases(next)).isEqualTo(1);
    }

    @Test
    void whatIsInUseIsRenewedAndItsKeysStay() {
        var vault = users(6);
        var gateway = site.serve(USER).serving(Site.CALLER_TOKEN, "app");
        var first = credentials(gateway);

        await("renewals").atMost(PATIENCE).until(() -> vault.leases().renewed().size() >= 3);

        assertThat(vault.issued()).isEqualTo(1);
        // Asked for is the life that was left when the first answer had been read; a busy machine reads it late.
        assertThat(vault.leases().renewed()).allMatch(renewed -> renewed.matches("aws/creds/app/1 [3-6]"));
        var later = credentials(gateway);
        assertThat(later.getString("AccessKeyId")).isEqualTo(first.getString("AccessKeyId"));
        assertThat(expiration(later)).isAfter(expiration(first));
        assertThat(gateway.stdout()).contains("credential renewed");
    }

    @Test
    void aGatewayThatEndsTakesItsUsersBack() {
        var vault = users(3_600);
        var gateway = site.serve(USER).ready();
        assertThat(state()).exists();

        gateway.terminate();

        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
        assertThat(vault.leases().revoked()).containsExactly("aws/creds/app/1");
        assertThat(state()).doesNotExist();
        assertThat(gateway.stderr()).isEmpty();
    }

    @Test
    void whatCannotBeTakenBackWithinTheGraceIsLeftToTheNextStart() {
        var vault = users(3_600);
        var gateway = site.serve(USER + "shutdown: {grace: 1s}\n").ready();
        vault.hang();

        gateway.terminate();

        assertThat(gateway.exitCodeWithin(Duration.ofSeconds(6))).isZero();
        assertThat(gateway.stdout()).contains("leases were not given back; the next start does it");
        assertThat(state()).content().contains("aws/creds/app/1");
        vault.heal();
        site.serve(USER).ready();
        await("revocation")
                .atMost(PATIENCE)
                .until(() -> vault.leases().revoked().contains("aws/creds/app/1"));
    }

    @Test
    void sessionsLeaveNothingOnDisk() {
        site.vault();
        var gateway = site.serve(USER).ready();

        gateway.terminate();

        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
        assertThat(site.folder().resolve(".local")).doesNotExist();
    }

    private FakeVault users(int lifeSeconds) {
        return site.vault().role("app", "iam_user", lifeSeconds);
    }

    private Path state() {
        return site.folder().resolve(".local/state/credence/leases-" + site.port() + ".json");
    }

    private static JsonObject credentials(GatewayProcess gateway) {
        return new JsonObject(
                gateway.containerCredentials(Site.CALLER_TOKEN, "app").body());
    }

    private static Instant expiration(JsonObject credentials) {
        return Instant.parse(credentials.getString("Expiration"));
    }

    private static int leases(GatewayProcess gateway) {
        return gateway.ops("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("credence_leases{") && !line.contains("http"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
