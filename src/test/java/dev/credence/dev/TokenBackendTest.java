package dev.credence.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TokenBackendTest {
    @RegisterExtension
    final RunningDevVault vault = new RunningDevVault();

    @Test
    void describesATokenThatNeverEnds() {
        JsonObject data = vault.get("auth/token/lookup-self").data();

        assertThat(data.getString("id")).isEqualTo(RunningDevVault.TOKEN);
        assertThat(data.getLong("ttl")).isZero();
        assertThat(data.containsKey("expire_time")).isTrue();
        assertThat(data.getValue("expire_time")).isNull();
        assertThat(data.getBoolean("renewable")).isFalse();
        assertThat(data.getJsonArray("policies")).isEqualTo(new JsonArray().add("root"));
        assertThat(data.getLong("num_uses")).isZero();
    }

    @Test
    void answersARenewalWithTheSameToken() {
        JsonObject auth = vault.put("auth/token/renew-self", new JsonObject().put("increment", "3600s"))
                .json()
                .getJsonObject("auth");

        assertThat(auth.getString("client_token")).isEqualTo(RunningDevVault.TOKEN);
        assertThat(auth.getLong("lease_duration")).isZero();
        assertThat(auth.getBoolean("renewable")).isFalse();
    }

    @Test
    void letsNobodyInAfterItsTokenWasRevoked() {
        RunningDevVault.Answer revoked = vault.put("auth/token/revoke-self", new JsonObject());

        assertThat(revoked.status()).isEqualTo(204);
        assertThat(vault.get("auth/token/lookup-self").status()).isEqualTo(403);
        assertThat(vault.get("sys/health").status()).isEqualTo(200);
    }

    @Test
    void refusesOtherPathsAndOperations() {
        assertThat(vault.get("auth/token/other").status()).isEqualTo(404);
        assertThat(vault.get("auth/token/renew-self").status()).isEqualTo(405);
        assertThat(vault.get("auth/token/revoke-self").status()).isEqualTo(405);
        assertThat(vault.put("auth/token/lookup-self", new JsonObject()).status())
                .isEqualTo(405);
    }
}
