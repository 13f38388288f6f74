package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AzureKind;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Credentials are issued only when that is asked for, given back, and never shown. */
class IssueExaminationTest extends ExaminationTest {
    @Test
    void issuesOneAndShowsNoSecretOfIt() {
        vault.always(request -> {
            if (request.path().startsWith("/v1/aws/creds/")) {
                FakeReply.json(200, issued()).to(request);
            } else {
                system.to(request);
            }
        });

        List<String> lines = lines(true, aws("aws", "app"));

        assertThat(lines)
                .last()
                .asString()
                .matches("OK credential app: issued \\.\\.\\.WXYZ until \\S+Z; it ends by itself");
        assertThat(lines).noneMatch(line -> line.contains(FakeVault.CANARY));
        assertThat(vault.credsRequests())
                .singleElement()
                .extracting(FakeRequest::query)
                .hasToString("{role_session_name=credence-test}");
    }

    @Test
    void givesALeaseBack() {
        system.allow("azure/creds/app", "read")
                .data("azure/roles/app", new JsonObject())
                .reply(
                        "azure/creds/app",
                        FakeReply.json(
                                200,
                                new JsonObject()
                                        .put("lease_id", "azure/creds/app/1")
                                        .put("lease_duration", 3600)
                                        .put(
                                                "data",
                                                new JsonObject()
                                                        .put("client_id", "0000-1234")
                                                        .put("client_secret", FakeVault.CANARY))))
                .reply("sys/leases/revoke", FakeReply.of(204, ""));

        assertThat(lines(true, azure(AzureKind.CREDS)))
                .last()
                .asString()
                .matches("OK credential app: issued \\.\\.\\.1234 until \\S+Z, and revoked it");
        assertThat(vault.requests())
                .filteredOn(request -> request.path().equals("/v1/sys/leases/revoke"))
                .singleElement()
                .extracting(FakeRequest::body)
                .isEqualTo("{\"lease_id\":\"azure/creds/app/1\"}");
        system.reply("sys/leases/revoke", FakeReply.error(403, "permission denied"));
        assertThat(lines(true, azure(AzureKind.CREDS)))
                .last()
                .asString()
                .startsWith("WARNING credential app: issued ...1234 until ")
                .contains("could not revoke it");
    }

    @Test
    void saysWhyNoneWasIssued() {
        system.reply("aws/creds/app", FakeReply.error(400, "Error assuming role: AccessDenied: not authorized"));

        assertThat(lines(true, aws("aws", "app")))
                .last()
                .asString()
                .startsWith("REFUSED credential app: none was issued: ")
                .contains("the trust policy of the role must allow Vault's own identity");
    }

    @Test
    void triesToIssueNothingThatVaultWouldRefuse() {
        system.reply("aws/roles/app", FakeReply.error(404));

        assertThat(lines(true, aws("aws", "app")))
                .endsWith("SKIPPED credential app: none was issued, because Vault would refuse");
        assertThat(vault.credsRequests()).isEmpty();
    }

    private static JsonObject issued() {
        return new JsonObject()
                .put("lease_duration", 3600)
                .put(
                        "data",
                        new JsonObject()
                                .put("access_key", "ASIAWXYZ")
                                .put("secret_key", FakeVault.CANARY)
                                .put("session_token", FakeVault.CANARY));
    }
}
