package dev.credence.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsEngineTest {
    @RegisterExtension
    final RunningDevVault vault = new RunningDevVault();

    @ParameterizedTest
    @ValueSource(strings = {"aws/creds/dev", "aws/sts/dev"})
    void issuesSessionKeysOfAnAssumedRole(String path) {
        RunningDevVault.Answer answer = vault.get(path);

        assertThat(answer.status()).isEqualTo(200);
        JsonObject data = answer.data();
        assertThat(data.getString("access_key")).matches("ASIA[A-Z0-9]{16}");
        assertThat(data.getString("secret_key")).matches("[A-Za-z0-9/+]{40}");
        assertThat(data.getString("session_token"))
                .matches("IQoJb3JpZ2luX2Vj[A-Za-z0-9/+]{896}")
                .isEqualTo(data.getString("security_token"));
        assertThat(data.getString("arn")).matches("arn:aws:sts::123456789012:assumed-role/dev/[\\w+=,.@-]{2,64}");
        assertThat(data.getLong("ttl")).isEqualTo(900);
        JsonObject json = answer.json();
        assertThat(json.getString("lease_id")).matches(path + "/[A-Za-z0-9]{24}");
        assertThat(json.getLong("lease_duration")).isEqualTo(900);
        assertThat(json.getBoolean("renewable")).isFalse();
        assertThat(json.getString("mount_type")).isEqualTo("aws");
        assertThat(json.getString("request_id")).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f-]{16}");
        assertThat(json.fieldNames()).contains("wrap_info", "warnings", "auth");
    }

    @Test
    void issuesOtherKeysEachTime() {
        String first = vault.get("aws/creds/dev").data().getString("access_key");
        String second = vault.get("aws/creds/dev").data().getString("access_key");

        assertThat(second).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"1200,900", "60,60", "5m,300", "1h30m,900", "90s,90", "0,900"})
    void cutsTheTtlThatIsAskedFor(String asked, long granted) {
        RunningDevVault.Answer read = vault.get("aws/sts/dev?ttl=" + asked);
        RunningDevVault.Answer written = vault.put("aws/sts/dev", new JsonObject().put("ttl", asked));

        assertThat(read.data().getLong("ttl")).isEqualTo(granted);
        assertThat(read.json().getLong("lease_duration")).isEqualTo(granted);
        assertThat(written.data().getLong("ttl")).isEqualTo(granted);
    }

    @Test
    void takesTheTtlAsANumber() {
        assertThat(vault.put("aws/sts/dev", new JsonObject().put("ttl", 120))
                        .data()
                        .getLong("ttl"))
                .isEqualTo(120);
    }

    @Test
    void refusesATtlThatIsNone() {
        RunningDevVault.Answer answer = vault.get("aws/creds/dev?ttl=soon");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).contains("ttl");
    }

    @Test
    void namesTheSessionAsAskedAndReplacesWhatStsWouldRefuse() {
        String asked = "node 1/" + "x".repeat(100);

        String arn = vault.put("aws/creds/dev", new JsonObject().put("role_session_name", asked))
                .data()
                .getString("arn");

        assertThat(arn).isEqualTo("arn:aws:sts::123456789012:assumed-role/dev/node_1_" + "x".repeat(57));
    }

    @Test
    void takesTheRolesOwnArnOnly() {
        RunningDevVault.Answer own = vault.get("aws/creds/dev?role_arn=" + DevIdentity.AWS_ROLE_ARN);
        RunningDevVault.Answer other = vault.get("aws/creds/dev?role_arn=arn:aws:iam::123456789012:role/admin");

        assertThat(own.status()).isEqualTo(200);
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.error())
                .isEqualTo("role_arn \"arn:aws:iam::123456789012:role/admin\" not in allowed role arns for Vault role"
                        + " \"dev\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev-federation", "dev-session"})
    void issuesSessionsThatBelongToNoRole(String role) {
        JsonObject data = vault.get("aws/creds/" + role).data();

        assertThat(data.getString("access_key")).startsWith("ASIA");
        assertThat(data.getString("session_token")).isNotEmpty();
        assertThat(data.containsKey("arn")).isFalse();
    }

    @Test
    void issuesUserKeysWithoutASessionUnderARenewableLease() {
        RunningDevVault.Answer answer = vault.get("aws/creds/dev-user");

        assertThat(answer.data().getString("access_key")).matches("AKIA[A-Z0-9]{16}");
        assertThat(answer.data().containsKey("security_token")).isTrue();
        assertThat(answer.data().getValue("security_token")).isNull();
        assertThat(answer.data().getValue("session_token")).isNull();
        assertThat(answer.json().getBoolean("renewable")).isTrue();
        assertThat(answer.json().getLong("lease_duration")).isEqualTo(900);
    }

    @Test
    void refusesAnUnknownRole() {
        RunningDevVault.Answer answer = vault.get("aws/creds/nobody");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).isEqualTo(new JsonObject("{\"errors\":[\"Role \\\"nobody\\\" not found\"]}"));
    }

    @ParameterizedTest
    @CsvSource({"dev,assumed_role", "dev-federation,federation_token", "dev-session,session_token", "dev-user,iam_user"
    })
    void describesItsRoles(String role, String type) {
        JsonObject data = vault.get("aws/roles/" + role).data();

        assertThat(data.getString("credential_type")).isEqualTo(type);
        assertThat(data.getLong("max_sts_ttl")).isEqualTo(900);
        assertThat(data.containsKey("role_arns")).isTrue();
        assertThat(data.getJsonArray("role_arns"))
                .isEqualTo(type.equals("assumed_role") ? new JsonArray().add(DevIdentity.AWS_ROLE_ARN) : null);
    }

    @Test
    void knowsNoOtherRole() {
        RunningDevVault.Answer answer = vault.get("aws/roles/nobody");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(new JsonObject("{\"errors\":[]}"));
    }

    @Test
    void listsItsRolesByMethodAndByQuery() {
        JsonArray keys = new JsonArray()
                .add("dev")
                .add("dev-federation")
                .add("dev-session")
                .add("dev-user");

        assertThat(vault.list("aws/roles").data().getJsonArray("keys")).isEqualTo(keys);
        assertThat(vault.get("aws/roles?list=true").data().getJsonArray("keys")).isEqualTo(keys);
    }

    @Test
    void refusesOtherPathsAndOperations() {
        assertThat(vault.get("aws/nothing").status()).isEqualTo(404);
        assertThat(vault.get("aws/creds/dev/more").status()).isEqualTo(404);
        assertThat(vault.list("aws/creds/dev").status()).isEqualTo(405);
        assertThat(vault.put("aws/roles/dev", new JsonObject()).status()).isEqualTo(405);
    }
}
