package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.VaultAuth;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeMetadata;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeVault;
import dev.credence.testing.LogCapture;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins with what Google's and Azure's metadata services give to a machine. */
class CloudLoginTest extends VaultTest {
    private static final String JWT = "eyJh." + FakeVault.CANARY + ".c2ln";
    private static final String IDENTITY = "/computeMetadata/v1/instance/service-accounts/default/identity";
    private static final String TOKEN = "/metadata/identity/oauth2/token";
    private static final String INSTANCE = "/metadata/instance";

    private FakeMetadata metadata;

    @BeforeEach
    void startMetadataService() {
        metadata = FakeMetadata.start(gateway.vertx)
                .at(IDENTITY, FakeReply.of(200, JWT + "\n").with("Metadata-Flavor", "Google"))
                .at(TOKEN, FakeReply.json(200, new JsonObject().put("access_token", JWT)))
                .at(INSTANCE, FakeReply.json(200, machine("")));
        vault.logins().at("auth/gcp/login").at("auth/azure/login");
    }

    @AfterEach
    void stopMetadataService() {
        metadata.close();
    }

    @Test
    void showsGooglesTokenForTheRole() {
        assertThat(gateway.auth(gcp()).issue()).isInstanceOf(Outcome.Issued.class);

        FakeRequest asked = metadata.requests().get(0);
        assertThat(asked.query()).containsEntry("audience", "vault/app role").containsEntry("format", "full");
        assertThat(asked.header("metadata-flavor")).contains("Google");
        assertThat(vault.requests().get(0).path()).isEqualTo("/v1/auth/gcp/login");
        assertThat(new JsonObject(vault.requests().get(0).body()))
                .isEqualTo(new JsonObject().put("role", "app role").put("jwt", JWT));
    }

    @Test
    void showsAzuresTokenAndWhichMachineItIs() {
        assertThat(gateway.auth(azure()).issue()).isInstanceOf(Outcome.Issued.class);

        assertThat(metadata.requests()).extracting(FakeRequest::path).containsExactly(TOKEN, INSTANCE);
        assertThat(metadata.requests())
                .allSatisfy(request -> assertThat(request.header("metadata")).contains("true"));
        assertThat(metadata.requests().get(0).query())
                .containsEntry("resource", "https://management.azure.com/")
                .containsEntry("api-version", "2018-02-01");
        assertThat(new JsonObject(vault.requests().get(0).body()))
                .isEqualTo(new JsonObject()
                        .put("role", "app")
                        .put("jwt", JWT)
                        .put("subscription_id", "s")
                        .put("resource_group_name", "g")
                        .put("vm_name", "vm-1"));
    }

    @Test
    void showsTheScaleSetInsteadOfTheMachine() {
        metadata.at(INSTANCE, FakeReply.json(200, machine("set-1")));

        gateway.auth(azure()).issue();

        JsonObject body = new JsonObject(vault.requests().get(0).body());
        assertThat(body.getString("vmss_name")).isEqualTo("set-1");
        assertThat(body.containsKey("vm_name")).isFalse();
    }

    @Test
    void asksForAFreshTokenAtEachLogin() {
        VaultSource source = gateway.auth(gcp()).source();
        gateway.issue(source, APP);
        vault.revoke(vault.logins().issued().get(0));
        gateway.issue(source, APP);

        assertThat(metadata.requests()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | no | answered 404",
                "500 | no | answered 500",
                "200 | <html> | gave no identity token",
                "200 | '' | gave no identity token"
            })
    void saysWhatGooglesServiceDidNotGive(int status, String body, String words) {
        metadata.at(IDENTITY, FakeReply.of(status, body).with("Metadata-Flavor", "Google"));

        assertNothingToShow(gateway.auth(gcp()).failure(), words);
    }

    @Test
    void believesNobodyButGoogle() {
        metadata.at(IDENTITY, FakeReply.of(200, JWT));

        assertNothingToShow(gateway.auth(gcp()).failure(), "is it Google's?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "<html>", "{\"access_token\":7}"})
    void saysWhatAzuresServiceDidNotGive(String body) {
        metadata.at(TOKEN, FakeReply.of(200, body));

        assertNothingToShow(gateway.auth(azure()).failure(), "gave no token");
    }

    @Test
    void saysThatAzureDoesNotKnowTheMachine() {
        metadata.at(INSTANCE, FakeReply.of(200, "{\"compute\":7}"));

        assertNothingToShow(gateway.auth(azure()).failure(), "did not tell which machine this is");
    }

    @Test
    void saysThatThereIsNoMetadataService() {
        metadata.close();

        assertNothingToShow(gateway.auth(azure()).failure(), "cannot be reached");
    }

    @Test
    void neverShowsTheToken() {
        vault.always(FakeReply.error(400, "cannot parse " + JWT));
        try (LogCapture log = LogCapture.of("dev.credence.source.vault")) {
            Outcome.Failure failure =
                    gateway.timeout(Duration.ofSeconds(2)).auth(gcp()).failure();

            assertThat(failure.message()).contains("cannot parse ***").doesNotContain(FakeVault.CANARY);
            assertThat(String.join("\n", log.lines())).doesNotContain(FakeVault.CANARY);
        }
    }

    private void assertNothingToShow(Outcome.Failure failure, String words) {
        assertThat(failure.code()).isEqualTo("vault.login_incomplete");
        assertThat(failure.message()).contains(metadata.address().toString(), words);
        assertThat(vault.requests()).isEmpty();
    }

    private VaultAuth gcp() {
        return new VaultAuth.Gcp("gcp", "app role", metadata.address());
    }

    private VaultAuth azure() {
        return new VaultAuth.Azure("azure", "app", metadata.address());
    }

    private static JsonObject machine(String scaleSet) {
        return new JsonObject()
                .put(
                        "compute",
                        new JsonObject()
                                .put("name", "vm-1")
                                .put("resourceGroupName", "g")
                                .put("subscriptionId", "s")
                                .put("vmScaleSetName", scaleSet)
                                .put("tagsList", List.of()));
    }
}
