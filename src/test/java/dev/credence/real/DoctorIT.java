package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.TestCertificates;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code doctor} finds at a real Vault or OpenBao that is not as it should be: one line with the mend. */
@Tag("real")
class DoctorIT {
    private static final int REFUSED = 77;
    private static final int UNAVAILABLE = 69;
    private static final String APP = "credentials: {app: {provider: aws, role: app}}\n";

    @RegisterExtension
    private final Rig rig = new Rig();

    @ParameterizedTest
    @EnumSource
    void aMissingMountAndAMissingRoleSayWhatMakesThem(Brand brand) throws IOException {
        var vault = rig.vault(brand).start().withEngine("aws");

        var said = rig.doctor(rig.configure(vault, """
                credentials:
                  app: {provider: aws, role: app}
                  other: {provider: aws, role: app, mount: team/aws}
                """));

        assertThat(said.exitCode()).as(said.out()).isEqualTo(REFUSED);
        assertThat(failures(said.out()))
                .anySatisfy(line -> assertThat(line)
                        .contains("mount team/aws of vault: nothing is mounted there: "
                                + brand.program().getFileName()
                                + " secrets enable -path=team/aws aws"))
                .anySatisfy(line ->
                        assertThat(line).contains("credential app: there is no role app: vault write aws/roles/app"))
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aForbiddenPathSaysWhatThePolicyLacks(Brand brand) throws IOException {
        var vault = rig.vault(brand).start().withEngine("aws").withAssumedRole("app");
        vault.write(
                "sys/policies/acl/reader",
                new JsonObject().put("policy", "path \"aws/roles/*\" { capabilities = [\"read\"] }"));
        giveToken(vault, "reader", "1h");

        var said = rig.doctor(rig.configure(vault, APP));

        assertThat(said.exitCode()).as(said.out()).isEqualTo(REFUSED);
        assertThat(failures(said.out())).singleElement().satisfies(line -> assertThat(line)
                .contains("the policy of the token lacks: path \"aws/creds/app\" { capabilities = [\"read\"] }"));
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredTokenSaysHowToGetAnother(Brand brand) throws IOException {
        var vault = rig.vault(brand).start().withEngine("aws").withAssumedRole("app");
        var accessor = giveToken(vault, "default", "1s");
        await("the end of the token").atMost(Duration.ofSeconds(20)).until(() -> !vault.accessors("auth/token/create")
                .contains(accessor));

        var said = rig.doctor(rig.configure(vault, APP));

        assertThat(said.exitCode()).as(said.out()).isEqualTo(REFUSED);
        assertThat(failures(said.out())).singleElement().satisfies(line -> assertThat(line)
                .contains("login vault: Vault refuses the token: it has expired")
                .contains("run \"vault login\""));
    }

    @Test
    void certificatesThatAreNotTrustedOnEitherSideAreToldApart() throws Exception {
        var certificates =
                TestCertificates.in(Files.createDirectory(rig.folder().resolve("tls")));
        var vault = rig.vault().secured(certificates, true).start();
        var backend = "vault: {address: \"%s\", %s auth: {method: token, token-file: vault.token}}";

        var untrusted = rig.doctor(rig.configure(backend.formatted(vault.secureAddress(), ""), APP));
        var unknown = rig.doctor(rig.configure(
                backend.formatted(vault.secureAddress(), "tls: {ca-certificate: " + certificates.authority() + "},"),
                APP));

        assertThat(untrusted.exitCode()).as(untrusted.out()).isEqualTo(UNAVAILABLE);
        assertThat(failures(untrusted.out())).singleElement().satisfies(line -> assertThat(line)
                .contains("its certificate is not trusted: name the PEM file of its authority in VAULT_CACERT"));
        assertThat(unknown.exitCode()).as(unknown.out()).isEqualTo(UNAVAILABLE);
        assertThat(failures(unknown.out())).singleElement().satisfies(line -> assertThat(line)
                .contains("asks for a certificate of ours: name it in VAULT_CLIENT_CERT and VAULT_CLIENT_KEY"));
    }

    @ParameterizedTest
    @EnumSource
    void aSealedVaultSaysWhatOpensIt(Brand brand) throws IOException {
        var vault = rig.vault(brand).start();
        vault.seal();

        var said = rig.doctor(rig.configure(vault, APP));

        assertThat(said.exitCode()).as(said.out()).isEqualTo(UNAVAILABLE);
        assertThat(failures(said.out())).singleElement().satisfies(line -> assertThat(line)
                .contains("is sealed (version " + brand.version() + "): vault operator unseal"));
    }

    /** Puts a token with that policy in the place of the root token, and tells its accessor. */
    private String giveToken(RealVault vault, String policy, String life) throws IOException {
        var wanted = new JsonObject().put("ttl", life).put("policies", List.of(policy));
        var made = vault.write("auth/token/create", wanted).getJsonObject("auth");
        Files.writeString(rig.folder().resolve("vault.token"), rig.secret(made.getString("client_token")));
        return made.getString("accessor");
    }

    private static List<String> failures(String said) {
        return said.lines().filter(line -> line.startsWith("FAIL")).toList();
    }
}
