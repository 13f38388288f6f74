package dev.credence.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcpEngineTest {
    @RegisterExtension
    final RunningDevVault vault = new RunningDevVault();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcp/roleset/dev/token",
                "gcp/static-account/dev/token",
                "gcp/impersonated-account/dev/token",
                "gcp/token/dev"
            })
    void issuesTokensWithoutALease(String path) {
        RunningDevVault.Answer answer = vault.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.data().getString("token")).matches("ya29\\.c\\.[\\w-]{224}");
        assertThat(answer.data().getLong("token_ttl")).isEqualTo(900);
        assertThat(answer.data().getLong("expires_at_seconds")).isEqualTo(RunningDevVault.START.getEpochSecond() + 900);
        assertThat(answer.json().getString("lease_id")).isEmpty();
        assertThat(answer.json().getLong("lease_duration")).isZero();
        assertThat(answer.json().getBoolean("renewable")).isFalse();
        assertThat(answer.json().getString("mount_type")).isEqualTo("gcp");
    }

    @Test
    void issuesAnotherTokenEachTimeWhateverTheMethod() {
        String read = vault.get("gcp/roleset/dev/token").data().getString("token");
        String written =
                vault.put("gcp/roleset/dev/token", new JsonObject()).data().getString("token");

        assertThat(written).startsWith("ya29.").isNotEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({
        "roleset,project",
        "static-account,service_account_project",
        "impersonated-account,service_account_project"
    })
    void describesItsAccounts(String kind, String project) {
        JsonObject data = vault.get("gcp/" + kind + "/dev").data();

        assertThat(data.getString("service_account_email")).isEqualTo(DevIdentity.GCP_EMAIL);
        assertThat(data.getString(project)).isEqualTo(DevIdentity.GCP_PROJECT);
        assertThat(data.getJsonArray("token_scopes"))
                .isEqualTo(new JsonArray().add("https://www.googleapis.com/auth/cloud-platform"));
        assertThat(data.containsKey("secret_type")).isEqualTo(!kind.equals("impersonated-account"));
        assertThat(data.containsKey("ttl")).isEqualTo(kind.equals("impersonated-account"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"roleset", "static-account", "impersonated-account"})
    void knowsNoOtherAccount(String kind) {
        RunningDevVault.Answer read = vault.get("gcp/" + kind + "/nobody");
        RunningDevVault.Answer token = vault.get("gcp/" + kind + "/nobody/token");

        assertThat(read.status()).isEqualTo(404);
        assertThat(read.json().getJsonArray("errors")).isEmpty();
        assertThat(token.status()).isEqualTo(400);
        assertThat(token.error()).contains("nobody").endsWith("does not exists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rolesets", "static-accounts", "impersonated-accounts"})
    void listsItsAccounts(String kind) {
        assertThat(vault.list("gcp/" + kind).data().getJsonArray("keys")).isEqualTo(new JsonArray().add("dev"));
    }

    @Test
    void hasNoKeysForAccountsOfTokens() {
        RunningDevVault.Answer answer = vault.get("gcp/roleset/dev/key");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).contains("has secret type access_token");
    }

    @Test
    void refusesOtherPathsAndOperations() {
        assertThat(vault.get("gcp/nothing/dev").status()).isEqualTo(404);
        assertThat(vault.get("gcp/things").status()).isEqualTo(404);
        assertThat(vault.get("gcp/roleset/dev/other").status()).isEqualTo(404);
        assertThat(vault.get("gcp/rolesets").status()).isEqualTo(405);
        assertThat(vault.list("gcp/roleset/dev").status()).isEqualTo(405);
        assertThat(vault.list("gcp/roleset/dev/token").status()).isEqualTo(405);
    }
}
