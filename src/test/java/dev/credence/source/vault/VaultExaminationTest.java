package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AzureKind;
import dev.credence.config.GcpKind;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found at a Vault, and the mend for each thing that is not well. */
class VaultExaminationTest extends ExaminationTest {
    @Test
    void findsThatAllIsWellAndIssuesNothing() {
        assertThat(lines(aws("aws", "app")))
                .containsExactly(
                        "OK backend vault: " + vault.address() + " answers (version 1.16.3, unsealed)",
                        "OK login vault: the token works (policies app) and ends in 24h, renewable",
                        "OK mount aws of vault: holds the engine aws",
                        "OK credential app: aws/creds/app is permitted (read)",
                        "OK credential app: the role is there: aws/roles/app (assumed_role)");
        assertThat(vault.credsRequests()).isEmpty();
    }

    @Test
    void asksForHealthWithoutATokenAndForEverythingElseWithIt() {
        examine(false, aws("aws", "app"));

        assertThat(vault.requests()).allSatisfy(request -> assertThat(
                        request.header("x-vault-token").orElse(""))
                .isEqualTo(request.path().equals("/v1/sys/health") ? "" : FakeVault.TOKEN));
    }

    @Test
    void asksInTheNamespaceOfTheConfiguration() {
        gateway.namespace("team-a");
        system.noMount("aws");

        assertThat(lines(aws("aws", "app")))
                .contains("REFUSED mount aws of vault: nothing is mounted there: vault secrets enable -namespace=team-a"
                        + " aws, or correct credentials.app.mount");
        assertThat(vault.requests())
                .filteredOn(request -> !request.path().equals("/v1/sys/health"))
                .allMatch(request -> request.header("x-vault-namespace").equals(Optional.of("team-a/")));
    }

    @Test
    void aMissingMountIsToldFromOneThatTheTokenMayNotSee() {
        system.noMount("aws");

        assertThat(lines(aws("aws", "app")))
                .endsWith(
                        "REFUSED mount aws of vault: nothing is mounted there: vault secrets enable aws, or correct"
                                + " credentials.app.mount",
                        "SKIPPED credential app: mount aws cannot be used");
    }

    @Test
    void aMissingMountOfOpenBaoWantsItsPluginFirst() {
        system.noMount("aws");
        system.data("sys/internal/ui/mounts/sys", new JsonObject().put("running_plugin_version", "v2.6.2+builtin.bao"));

        assertThat(lines(aws("aws", "app")))
                .contains(
                        "REFUSED mount aws of vault: nothing is mounted there: bao secrets enable aws, once its plugin is"
                                + " registered (bao plugin register ... secret aws), or correct credentials.app.mount");
    }

    @Test
    void aNamespaceThatIsMissingIsNotTakenForAMissingRole() {
        gateway.namespace("team-a");
        for (var path : List.of("sys/capabilities-self", "sys/internal/ui/mounts/aws", "aws/roles/app")) {
            system.reply(path, FakeReply.error(404, "namespace not found"));
        }

        assertThat(lines(aws("aws", "app")))
                .filteredOn(line -> !line.startsWith("OK"))
                .containsExactly(
                        "MISCONFIGURED mount aws of vault: there is no namespace team-a: correct"
                                + " backends.vault.namespace (VAULT_NAMESPACE), or make it: bao namespace create",
                        "SKIPPED credential app: mount aws cannot be used");
    }

    @Test
    void aMountThatTheTokenMayNotSeeMayBeMissing() {
        system.noMount("team/aws");

        assertThat(lines(aws("team/aws", "app")))
                .endsWith(
                        "REFUSED mount team/aws of vault: the token cannot see it: it does not exist (vault secrets"
                                + " enable -path=team/aws aws, or correct credentials.app.mount), or the token has no"
                                + " right to anything in it",
                        "REFUSED credential app: the policy of the token lacks: path \"team/aws/creds/app\" {"
                                + " capabilities = [\"read\"] }");
    }

    @Test
    void aMountOfAnotherKindIsAMistakeOfTheConfiguration() {
        system.mount("aws", "kv");

        assertThat(lines(aws("aws", "app")))
                .endsWith(
                        "MISCONFIGURED mount aws of vault: holds the engine kv, and credential app needs aws: correct"
                                + " credentials.app.mount or its provider",
                        "SKIPPED credential app: mount aws cannot be used");
    }

    @Test
    void aPathInsideOfAMountIsNoMount() {
        system.data(
                        "sys/internal/ui/mounts/aws/x",
                        new JsonObject().put("type", "aws").put("path", "aws/"))
                .allow("aws/x/creds/app", "read");

        assertThat(lines(aws("aws/x", "app")))
                .contains("MISCONFIGURED mount aws/x of vault: the mount is aws: correct credentials.app.mount");
    }

    @Test
    void aPluginOfAnUnknownNameIsGivenTheBenefitOfTheDoubt() {
        system.mount("aws", "our-aws-plugin");

        assertThat(lines(aws("aws", "app")))
                .contains(
                        "WARNING mount aws of vault: holds the engine our-aws-plugin: is that plugin the one for aws?")
                .contains("OK credential app: aws/creds/app is permitted (read)");
    }

    @Test
    void aMountThatVaultDoesNotTellAboutStopsNothing() {
        system.reply("sys/internal/ui/mounts/aws", FakeReply.error(404, "unsupported path"));

        assertThat(lines(aws("aws", "app")))
                .anyMatch(line -> line.startsWith("SKIPPED mount aws of vault: Vault does not tell what is there: "))
                .contains("OK credential app: aws/creds/app is permitted (read)");
    }

    @Test
    void aForbiddenPathIsAnsweredWithTheRuleThatIsMissing() {
        system.allow("aws/creds/app", "list", "deny");

        assertThat(lines(aws("aws", "app")))
                .contains("REFUSED credential app: the policy of the token lacks: path \"aws/creds/app\" {"
                        + " capabilities = [\"read\"] }");
    }

    @Test
    void aMissingRoleIsAnsweredWithWhatWritesIt() {
        system.reply("aws/roles/app", FakeReply.error(404));

        assertThat(lines(aws("aws", "app")))
                .endsWith(
                        "OK credential app: aws/creds/app is permitted (read)",
                        "REFUSED credential app: there is no role app: vault write aws/roles/app"
                                + " credential_type=assumed_role role_arns=ARN, or correct credentials.app.role");
    }

    @Test
    void aRoleThatMayNotBeReadIsSkipped() {
        system.reply("aws/roles/app", FakeReply.error(403, "permission denied"));

        assertThat(lines(aws("aws", "app")))
                .endsWith("SKIPPED credential app: whether role app exists is not known, because aws/roles/app may not"
                        + " be read; --issue tells by issuing one");
    }

    @Test
    void withoutTheRightToAskForRightsNothingIsGuessed() {
        system.reply("sys/capabilities-self", FakeReply.error(403, "permission denied"));

        assertThat(lines(aws("aws", "app")))
                .contains("SKIPPED credential app: whether aws/creds/app is permitted is not known: the policy of the"
                        + " token lacks: path \"sys/capabilities-self\" { capabilities = [\"update\"] }, which the"
                        + " policy default has");
    }

    @Test
    void rootMayEverything() {
        system.allow("aws/creds/app", "root");

        assertThat(lines(aws("aws", "app"))).contains("OK credential app: aws/creds/app is permitted (read)");
    }

    @Test
    void aGoogleRoleIsLookedForAmongAllKinds() {
        system.data("gcp/roleset/app", new JsonObject().put("service_account_email", "a@p.iam.gserviceaccount.com"))
                .allow("gcp/roleset/app/token", "read");

        assertThat(lines(gcp(GcpKind.AUTO)))
                .endsWith(
                        "OK credential app: gcp/roleset/app/token is permitted (read)",
                        "OK credential app: the role is there: gcp/roleset/app (a@p.iam.gserviceaccount.com)");
    }

    @ParameterizedTest
    @CsvSource({
        "CREDS, azure/creds/app, read",
        "TOKEN, azure/token/app, read",
        "STATIC_TOKEN, azure/static-creds/app/token, update"
    })
    void eachKindOfAzureNeedsItsOwnRight(AzureKind kind, String path, String capability) {
        assertThat(lines(azure(kind)))
                .contains("REFUSED credential app: the policy of the token lacks: path \"" + path
                        + "\" { capabilities = [\"" + capability + "\"] }");
        system.allow(path, capability);
        assertThat(lines(azure(kind))).contains("OK credential app: " + path + " is permitted (" + capability + ")");
    }

    @Test
    void anEngineThatDoesNotTellItsRolesIsNotBlamed() {
        system.reply("azure/static-roles/app", FakeReply.error(404, "1 error occurred:\n\t* unsupported path\n\n"));

        assertThat(lines(azure(AzureKind.STATIC_TOKEN)))
                .endsWith("SKIPPED credential app: whether role app exists is not known: this engine does not tell its"
                        + " roles");
    }

    @Test
    void anEngineWithoutAConfigurationIsNamed() {
        system.reply("azure/roles/app", FakeReply.error(500, "1 error occurred:\n\t* config is nil\n\n"));

        assertThat(lines(azure(AzureKind.CREDS)))
                .endsWith("REFUSED credential app: the engine is not configured: vault write azure/config with what it"
                        + " needs of its cloud");
    }

    @Test
    void aNameThatNoRoleHasIsAMistakeOfTheConfiguration() {
        assertThat(lines(aws("aws", "a/b")))
                .endsWith("MISCONFIGURED credential app: no mount and role can be called aws and a/b");
    }

    @Test
    void eachMountIsAskedForOnce() {
        examine(false, aws("aws", "app"), aws("aws", "more"));

        assertThat(vault.requests())
                .filteredOn(request -> request.path().endsWith("/mounts/aws"))
                .hasSize(1);
    }
}
