package dev.credence.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureEngineTest {
    private static final String RESOURCE = "https://vault.azure.net";

    @RegisterExtension
    final RunningDevVault vault = new RunningDevVault();

    @Test
    void tellsTheTenantWithoutASecret() {
        JsonObject data = vault.get("azure/config").data();

        assertThat(data.getString("tenant_id")).isEqualTo(DevIdentity.AZURE_TENANT_ID);
        assertThat(data.getString("subscription_id")).isEqualTo(DevIdentity.AZURE_SUBSCRIPTION_ID);
        assertThat(data.getString("client_id")).isEqualTo(DevIdentity.AZURE_CLIENT_ID);
        assertThat(data.getString("environment")).isEqualTo("AzurePublicCloud");
        assertThat(data.containsKey("client_secret")).isFalse();
    }

    @Test
    void issuesLeasedApplicationPasswords() {
        RunningDevVault.Answer first = vault.get("azure/creds/dev");
        RunningDevVault.Answer second = vault.get("azure/creds/dev");

        assertThat(first.data().getString("client_id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(first.data().getString("client_secret")).matches("\\w{3}8Q~[\\w-]{34}");
        assertThat(first.json().getString("lease_id")).matches("azure/creds/dev/\\w{24}");
        assertThat(first.json().getLong("lease_duration")).isEqualTo(900);
        assertThat(first.json().getBoolean("renewable")).isTrue();
        assertThat(second.data()).isNotEqualTo(first.data());
    }

    @Test
    void issuesTokensOfTheForkAsTextOnly() {
        RunningDevVault.Answer answer = vault.get("azure/token/dev?resource=" + RESOURCE);

        long start = RunningDevVault.START.getEpochSecond();
        JsonObject data = answer.data();
        assertThat(data.getValue("expires_in")).isEqualTo("900");
        assertThat(data.getValue("expires_on")).isEqualTo(Long.toString(start + 900));
        assertThat(data.getValue("not_before")).isEqualTo(Long.toString(start));
        assertThat(data.getValue("resource")).isEqualTo(RESOURCE);
        assertThat(data.getValue("token_type")).isEqualTo("Bearer");
        JsonObject claims = claims(data.getString("access_token"));
        assertThat(claims.getString("aud")).isEqualTo(RESOURCE);
        assertThat(claims.getString("tid")).isEqualTo(DevIdentity.AZURE_TENANT_ID);
        assertThat(claims.getLong("exp")).isEqualTo(start + 900);
        assertThat(answer.json().getString("lease_id")).isEmpty();
        assertThat(answer.json().getLong("lease_duration")).isZero();
    }

    @Test
    void asksForResourceManagerWhereTheForkTakesNoParameter() {
        assertThat(vault.get("azure/token/dev").data().getString("resource"))
                .isEqualTo("https://management.azure.com/");
    }

    @Test
    void issuesStaticTokensWithNumbers() {
        RunningDevVault.Answer answer =
                vault.put("azure/static-creds/dev/token", new JsonObject().put("scope", RESOURCE + "/.default"));

        JsonObject data = answer.data();
        assertThat(data.getValue("expires_in")).isEqualTo(900);
        assertThat(data.getValue("ext_expires_in")).isEqualTo(900);
        assertThat(data.getValue("token_type")).isEqualTo("Bearer");
        assertThat(data.containsKey("expires_on")).isFalse();
        assertThat(claims(data.getString("access_token")).getString("aud")).isEqualTo(RESOURCE);
        assertThat(answer.json().getString("lease_id")).isEmpty();
    }

    @Test
    void wantsAScopeForAStaticToken() {
        assertThat(vault.put("azure/static-creds/dev/token", new JsonObject()).status())
                .isEqualTo(400);
        assertThat(vault.get("azure/static-creds/dev/token").status()).isEqualTo(405);
    }

    @Test
    void readsTheSameStaticCredentialsEachTime() {
        JsonObject first = vault.get("azure/static-creds/dev").data();
        JsonObject second = vault.get("azure/static-creds/dev").data();

        assertThat(first.fieldNames())
                .containsExactlyInAnyOrder("client_id", "client_secret", "secret_id", "expiration");
        assertThat(first.getString("expiration")).isEqualTo("2026-08-28T10:00:00Z");
        assertThat(second).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"azure/creds/nobody", "azure/token/nobody", "azure/static-creds/nobody"})
    void refusesAnUnknownRole(String path) {
        RunningDevVault.Answer answer = vault.get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("role 'nobody' does not exist");
    }

    @Test
    void listsAndDescribesItsRole() {
        assertThat(vault.list("azure/roles").data().getJsonArray("keys")).isEqualTo(new JsonArray().add("dev"));
        assertThat(vault.get("azure/roles/dev").data().getLong("ttl")).isEqualTo(900);
        assertThat(vault.get("azure/roles/nobody").status()).isEqualTo(404);
    }

    @Test
    void exchangesAnIssuedPasswordForAToken() {
        JsonObject issued = vault.get("azure/creds/dev").data();

        RunningDevVault.Answer answer = logIn(issued, RESOURCE + "/.default");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getValue("expires_in")).isEqualTo(900);
        assertThat(answer.json().getString("token_type")).isEqualTo("Bearer");
        JsonObject claims = claims(answer.json().getString("access_token"));
        assertThat(claims.getString("appid")).isEqualTo(issued.getString("client_id"));
        assertThat(claims.getString("aud")).isEqualTo(RESOURCE);
    }

    @Test
    void refusesAPasswordWhoseLeaseHasEnded() {
        JsonObject issued = vault.get("azure/creds/dev").data();
        vault.advance(Duration.ofMinutes(15));

        RunningDevVault.Answer answer = logIn(issued, RESOURCE + "/.default");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().getString("error")).isEqualTo("invalid_client");
        assertThat(answer.json().getString("error_description")).startsWith("AADSTS7000215: ");
    }

    @Test
    void refusesAPasswordWhoseLeaseWasRevoked() {
        RunningDevVault.Answer issued = vault.get("azure/creds/dev");
        vault.put(
                "sys/leases/revoke",
                new JsonObject().put("lease_id", issued.json().getString("lease_id")));

        assertThat(logIn(issued.data(), RESOURCE + "/.default").status()).isEqualTo(401);
    }

    @Test
    void refusesAScopeThatIsNoResource() {
        RunningDevVault.Answer answer = logIn(vault.get("azure/creds/dev").data(), "openid");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("error")).isEqualTo("invalid_scope");
    }

    @Test
    void refusesOtherPathsAndOperations() {
        assertThat(vault.get("azure/nothing").status()).isEqualTo(404);
        assertThat(vault.get("azure/creds").status()).isEqualTo(404);
        assertThat(vault.put("azure/creds/dev", new JsonObject()).status()).isEqualTo(405);
    }

    private RunningDevVault.Answer logIn(JsonObject client, String scope) {
        String form = "grant_type=client_credentials&client_id=" + client.getString("client_id") + "&client_secret="
                + client.getString("client_secret").replace("~", "%7E") + "&scope=" + scope.replace("/", "%2F");
        return vault.send(vault.request("/" + DevIdentity.AZURE_TENANT_ID + "/oauth2/v2.0/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private static JsonObject claims(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        assertThat(parts).hasSize(3);
        return new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
    }
}
