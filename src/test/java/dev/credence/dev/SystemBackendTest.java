package dev.credence.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SystemBackendTest {
    @RegisterExtension
    final RunningDevVault vault = new RunningDevVault();

    @Test
    void tellsItsHealthWithoutAToken() {
        RunningDevVault.Answer answer =
                vault.send(vault.request("/v1/sys/health").GET());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getBoolean("initialized")).isTrue();
        assertThat(answer.json().getBoolean("sealed")).isFalse();
        assertThat(answer.json().getBoolean("standby")).isFalse();
        assertThat(answer.json().getLong("server_time_utc")).isEqualTo(RunningDevVault.START.getEpochSecond());
        assertThat(answer.json().getString("version")).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(answer.json().containsKey("request_id")).isFalse();
    }

    @Test
    void tellsItsSealAndLeaderWithoutAToken() {
        JsonObject seal = vault.send(vault.request("/v1/sys/seal-status").GET()).json();
        JsonObject leader = vault.send(vault.request("/v1/sys/leader").GET()).json();

        assertThat(seal.getBoolean("sealed")).isFalse();
        assertThat(seal.getBoolean("initialized")).isTrue();
        assertThat(leader.getBoolean("ha_enabled")).isFalse();
    }

    @Test
    void listsItsMountsInBothPlacesThatClientsRead() {
        JsonObject json = vault.get("sys/mounts").json();

        assertThat(json.getJsonObject("data").fieldNames()).containsExactlyInAnyOrder("aws/", "gcp/", "azure/");
        assertThat(json.getJsonObject("aws/").getString("type")).isEqualTo("aws");
        assertThat(json.getJsonObject("data")
                        .getJsonObject("gcp/")
                        .getJsonObject("config")
                        .getLong("max_lease_ttl"))
                .isEqualTo(900);
    }

    @Test
    void showsAMountToWhoeverMaySeeItAndHidesTheOthersAlike() {
        assertThat(vault.get("sys/internal/ui/mounts/aws").data().getString("type"))
                .isEqualTo("aws");
        assertThat(vault.get("sys/internal/ui/mounts/gcp/roleset/x").data().getString("path"))
                .isEqualTo("gcp/");

        RunningDevVault.Answer none = vault.get("sys/internal/ui/mounts/nowhere");

        assertThat(none.status()).isEqualTo(403);
        assertThat(none.error())
                .startsWith("preflight capability check returned 403")
                .contains("\"nowhere/\"");
    }

    @Test
    void grantsItsTokenEverything() {
        JsonObject body = new JsonObject().put("paths", new JsonArray().add("aws/creds/dev"));

        JsonObject data = vault.put("sys/capabilities-self", body).data();

        assertThat(data.getJsonArray("aws/creds/dev")).isEqualTo(new JsonArray().add("root"));
    }

    @Test
    void looksALeaseUpUntilItEnds() {
        String lease = lease("aws/creds/dev-user");
        vault.advance(Duration.ofSeconds(100));

        JsonObject data = leases("lookup", lease).data();

        assertThat(data.getString("id")).isEqualTo(lease);
        assertThat(data.getString("issue_time")).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(data.getString("expire_time")).isEqualTo("2026-03-01T10:15:00Z");
        assertThat(data.getLong("ttl")).isEqualTo(800);
        assertThat(data.getBoolean("renewable")).isTrue();
        assertThat(data.containsKey("last_renewal")).isTrue();
        vault.advance(Duration.ofSeconds(800));
        assertThat(leases("lookup", lease).status()).isEqualTo(400);
        assertThat(leases("lookup", lease).error()).isEqualTo("invalid lease");
    }

    @Test
    void renewsALeaseFromNowOn() {
        String lease = lease("aws/creds/dev-user");
        vault.advance(Duration.ofSeconds(600));

        RunningDevVault.Answer answer = vault.put(
                "sys/leases/renew", new JsonObject().put("lease_id", lease).put("increment", 3600));

        assertThat(answer.json().getString("lease_id")).isEqualTo(lease);
        assertThat(answer.json().getLong("lease_duration")).isEqualTo(900);
        assertThat(answer.json().getBoolean("renewable")).isTrue();
        assertThat(leases("lookup", lease).data().getString("expire_time")).isEqualTo("2026-03-01T10:25:00Z");
        assertThat(leases("lookup", lease).data().getString("last_renewal")).isEqualTo("2026-03-01T10:10:00Z");
    }

    @Test
    void renewsNoSession() {
        RunningDevVault.Answer answer = leases("renew", lease("aws/creds/dev"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("lease is not renewable");
    }

    @Test
    void revokesALeaseForGood() {
        String lease = lease("azure/creds/dev");

        RunningDevVault.Answer answer = leases("revoke", lease);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
        assertThat(leases("lookup", lease).status()).isEqualTo(400);
        assertThat(leases("renew", lease).error()).isEqualTo("lease not found");
        assertThat(leases("revoke", lease).status()).isEqualTo(204);
    }

    @Test
    void revokesALeaseThatThePathNames() {
        String lease = lease("azure/creds/dev");

        assertThat(vault.put("sys/leases/revoke/" + lease, new JsonObject()).status())
                .isEqualTo(204);
        assertThat(leases("lookup", lease).status()).isEqualTo(400);
    }

    @Test
    void wantsToKnowWhichLease() {
        assertThat(vault.put("sys/leases/revoke", new JsonObject()).status()).isEqualTo(400);
        assertThat(vault.get("sys/leases/lookup").status()).isEqualTo(405);
    }

    @Test
    void hasNoOtherPaths() {
        assertThat(vault.get("sys/policies").status()).isEqualTo(404);
        assertThat(leases("other", "x").status()).isEqualTo(404);
        assertThat(vault.put("sys/mounts", new JsonObject()).status()).isEqualTo(405);
    }

    private String lease(String path) {
        return vault.get(path).json().getString("lease_id");
    }

    private RunningDevVault.Answer leases(String operation, String lease) {
        return vault.put("sys/leases/" + operation, new JsonObject().put("lease_id", lease));
    }
}
