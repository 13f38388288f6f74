package dev.credence.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultHttpTest {
    @RegisterExtension
    final RunningDevVault vault = new RunningDevVault();

    @ParameterizedTest
    @ValueSource(strings = {"aws/creds/dev", "gcp/roleset/dev/token", "azure/creds/dev", "sys/mounts", "unmounted/x"})
    void letsNobodyInWithoutTheToken(String path) {
        RunningDevVault.Answer none = vault.send(vault.request("/v1/" + path).GET());
        RunningDevVault.Answer wrong = vault.send(vault.request("/v1/" + path).header("X-Vault-Token", "guessed"));

        assertThat(none.status()).isEqualTo(403);
        assertThat(none.json()).isEqualTo(new JsonObject("{\"errors\":[\"permission denied\"]}"));
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.json()).isEqualTo(none.json());
    }

    @Test
    void takesTheTokenAsABearerToo() {
        RunningDevVault.Answer answer = vault.send(
                vault.request("/v1/aws/creds/dev").header("Authorization", "Bearer " + RunningDevVault.TOKEN));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void ignoresNamespacesAndTheRequestMark() {
        RunningDevVault.Answer answer = vault.send(vault.request("/v1/aws/creds/dev")
                .header("X-Vault-Token", RunningDevVault.TOKEN)
                .header("X-Vault-Namespace", "team-a/")
                .header("X-Vault-Request", "true"));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void answersAsJsonThatNobodyStores() {
        RunningDevVault.Answer answer = vault.get("aws/creds/dev");

        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.raw().headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void namesAPathThatIsNotMounted() {
        RunningDevVault.Answer answer = vault.get("team/aws/creds/dev");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).isEqualTo("no handler for route \"team/aws/creds/dev\". route entry not found.");
    }

    @Test
    void hasNothingOutsideTheApi() {
        assertThat(vault.send(vault.request("/").GET()).status()).isEqualTo(404);
        assertThat(vault.send(vault.request("/ui/").GET()).status()).isEqualTo(404);
        assertThat(vault.get("").status()).isEqualTo(404);
    }

    @Test
    void toleratesSlashesInPlenty() {
        assertThat(vault.get("aws//creds/dev/").status()).isEqualTo(200);
        assertThat(vault.get("aws/roles/?list=true").status()).isEqualTo(200);
    }

    @Test
    void postsAsItPuts() {
        RunningDevVault.Answer answer = vault.send(vault.request("/v1/aws/creds/dev")
                .header("X-Vault-Token", RunningDevVault.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString("{\"ttl\":\"60s\"}")));

        assertThat(answer.data().getLong("ttl")).isEqualTo(60);
    }

    @Test
    void readsJsonAlsoUnderTheTypeThatCurlDeclares() {
        RunningDevVault.Answer json = put("application/x-www-form-urlencoded", "{\"ttl\":60}");
        RunningDevVault.Answer form = put("application/x-www-form-urlencoded", "ttl=60");

        assertThat(json.data().getLong("ttl")).isEqualTo(60);
        assertThat(form.data().getLong("ttl")).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "null", "text"})
    void refusesABodyThatIsNoObject(String body) {
        assertThat(put("application/json", body).status()).isEqualTo(400);
    }

    @Test
    void refusesABodyThatNoClientSends() {
        assertThat(put("application/json", "{\"ttl\":\"" + "1".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void refusesAMethodThatVaultDoesNotHave() {
        RunningDevVault.Answer answer = vault.send(vault.request("/v1/aws/creds/dev")
                .header("X-Vault-Token", RunningDevVault.TOKEN)
                .method("PATCH", HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(405);
    }

    private RunningDevVault.Answer put(String type, String body) {
        return vault.send(vault.request("/v1/aws/creds/dev")
                .header("X-Vault-Token", RunningDevVault.TOKEN)
                .header("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }
}
