package dev.credence.real;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.credence.testing.FreePort;
import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What OpenBao has and Vault without a licence has not: namespaces, and names of its own for the client's variables. */
@Tag("real")
class OpenBaoIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int REFUSED = 77;
    private static final String ANOTHER_TOKEN = "token-of-another-vault";
    private static final String CALLERS =
            "callers: [{match: {token-file: app.token, name: app}, credentials: [app]}]\n";
    private static final String APP = "credentials: {app: {provider: aws, role: app}}\n" + CALLERS;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void itIssuesToAnUnmodifiedSdkWhatItsEngineGetsFromTheCloud() throws IOException {
        var moto = rig.moto("app");
        var bao = rig.vault(Brand.OPENBAO).start().withAws(moto).withAssumedRole("app");
        var configured = rig.configure(bao, APP);
        rig.serve(configured).ready();

        var identity = rig.identity(rig.environment("aws-container", configured), moto);

        assertThat(identity.arn()).startsWith("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/app/");
    }

    @Test
    void aGatewayLogsInToOneNamespaceAndIsServedInOneBelow() throws IOException {
        var bao = rig.vault(Brand.OPENBAO).start().entering("people");
        var auth = new Logins(rig, bao, "team/aws").appRole(new JsonObject());
        bao.entering("team").withAws(rig.moto("app")).withAssumedRole("app");
        var backend = "vault: {address: \"%s\", namespace: people/team, auth-namespace: people, auth: %s}";
        var gateway = rig.serve(rig.configure(backend.formatted(bao.address(), auth), APP))
                .ready();

        assertThat(status(gateway)).isEqualTo(200);
        assertThat(gateway.logged("logged in to vault")).isEqualTo(1);
        gateway.terminate();
        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
    }

    @Test
    void doctorSaysThatAnEngineIsAPluginToRegisterAndInWhichNamespaceToMountIt() throws IOException {
        var bao = rig.vault(Brand.OPENBAO).start().entering("team");
        var backend = "vault: {address: \"%s\", namespace: team, auth: {method: token, token-file: vault.token}}";

        var said = rig.doctor(rig.configure(backend.formatted(bao.address()), APP));

        assertThat(said.exitCode()).as(said.out()).isEqualTo(REFUSED);
        assertThat(said.out().lines().filter(line -> line.startsWith("FAIL")))
                .singleElement(as(STRING))
                .contains("mount aws of vault: nothing is mounted there: bao secrets enable -namespace=team aws")
                .contains("once its plugin is registered (bao plugin register ... secret aws)");
    }

    @Test
    void doctorTellsAMissingNamespaceFromAMissingRole() throws IOException {
        var bao = rig.vault(Brand.OPENBAO).start();
        var backend = "vault: {address: \"%s\", namespace: team, auth-namespace: \"\", auth: {method: token,"
                + " token-file: vault.token}}";

        var said = rig.doctor(rig.configure(backend.formatted(bao.address()), APP));

        assertThat(said.out().lines().filter(line -> line.startsWith("FAIL")))
                .singleElement(as(STRING))
                .contains("there is no namespace team: correct backends.vault.namespace");
    }

    @Test
    void itsVariablesWinOverThoseOfVault() throws IOException {
        var bao = rig.vault(Brand.OPENBAO).start().entering("team");
        bao.withAws(rig.moto("app")).withAssumedRole("app");
        var variables = Map.of(
                "BAO_ADDR",
                bao.address(),
                "BAO_TOKEN",
                rig.rootToken(),
                "BAO_NAMESPACE",
                "team",
                "VAULT_ADDR",
                nowhere(),
                "VAULT_TOKEN",
                "token-of-another-vault",
                "VAULT_NAMESPACE",
                "elsewhere");

        var gateway = rig.serve(rig.configure("", APP), variables).ready();

        assertThat(status(gateway)).isEqualTo(200);
    }

    @Test
    void oneOfItsVariablesThatIsEmptyHidesVaultsAndItsTokenFileIsAskedBeforeThatOfTheHome() throws IOException {
        var bao = rig.vault(Brand.OPENBAO).start().entering("team");
        bao.withAws(rig.moto("app")).withAssumedRole("app");
        Files.writeString(rig.folder().resolve(".vault-token"), ANOTHER_TOKEN);
        var variables = Map.of(
                "BAO_ADDR",
                bao.address(),
                "BAO_TOKEN",
                "",
                "BAO_TOKEN_PATH",
                rig.folder().resolve("vault.token").toString(),
                "BAO_NAMESPACE",
                "",
                "VAULT_TOKEN",
                ANOTHER_TOKEN,
                "VAULT_NAMESPACE",
                "elsewhere");
        var fromRoot = "credentials: {app: {provider: aws, role: app, mount: team/aws}}\n" + CALLERS;

        var gateway = rig.serve(rig.configure("", fromRoot), variables).ready();

        assertThat(status(gateway)).isEqualTo(200);
    }

    private static String nowhere() {
        return "http://127.0.0.1:" + FreePort.next();
    }

    private int status(GatewayProcess gateway) {
        return gateway.containerCredentials(rig.callerToken(), "app").statusCode();
    }
}
