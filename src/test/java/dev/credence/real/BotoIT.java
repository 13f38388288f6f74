package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An unmodified boto3 on each of the ways to AWS credentials, with a real Vault behind. */
@Tag("real")
class BotoIT {
    private static final String APP = """
            credentials: {app: {provider: aws, role: app}}
            callers:
              - {match: {token-file: app.token, name: app}, credentials: [app]}
              - {match: any, credentials: [app]}
            """;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void instanceMetadataMakesBoto3TheRoleThatVaultAssumes() throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var configured = rig.configure(vault, APP);
        rig.serve(configured).ready();

        var identity = rig.identity(rig.environment("aws", configured), moto);

        assertThat(identity.method()).isEqualTo("iam-role");
        assertIsRole(identity, "app");
    }

    @Test
    void theContainerEndpointMakesBoto3TheSameRole() throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var configured = rig.configure(vault, APP);
        var gateway = rig.serve(configured).ready();

        var environment = rig.environment("aws-container", configured);
        var identity = rig.identity(environment, moto);

        assertThat(environment)
                .containsEntry("AWS_CONTAINER_CREDENTIALS_FULL_URI", gateway.address() + "/v1/credentials/app")
                .containsEntry(
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                        rig.callerTokenFile().toString());
        assertThat(identity.method()).isEqualTo("container-role");
        assertIsRole(identity, "app");
    }

    @Test
    void aProfileWithCurlAsCredentialProcessMakesBoto3TheSameRole() throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var gateway = rig.serve(rig.configure(vault, APP)).ready();
        var profiles = rig.folder().resolve("aws-config");
        Files.writeString(profiles, """
                [profile app]
                credential_process = sh -c 'curl -sf -H "Authorization: $(cat "$HOME/app.token")" %s/v1/process/app'
                """.formatted(gateway.address()));

        var identity = rig.identity(Map.of("AWS_CONFIG_FILE", profiles.toString(), "AWS_PROFILE", "app"), moto);

        assertThat(identity.method()).isEqualTo("custom-process");
        assertIsRole(identity, "app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"federation_token", "session_token"})
    void theOtherTemporaryCredentialsOfVaultReachBoto3Too(String credentialType) throws IOException {
        var moto = rig.moto();
        var role = new JsonObject().put("credential_type", credentialType);
        if (credentialType.equals("federation_token")) {
            role.put("policy_document", RealVault.POLICY);
        }
        var vault = rig.vault().start().withAws(moto).withRole("app", role);
        var configured = rig.configure(vault, APP);
        rig.serve(configured).ready();

        var identity = rig.identity(rig.environment("aws", configured), moto);

        assertThat(identity.sessionToken()).isPresent();
        assertThat(identity.expires()).get().satisfies(expires -> assertThat(expires)
                .isBetween(Instant.now(), Instant.now().plusSeconds(3600)));
    }

    @Test
    void anIamUserIsRefusedByInstanceMetadataAndGivenByTheContainerEndpoint() throws IOException {
        var moto = rig.moto();
        var vault = rig.vault().start().withAws(moto).withIamUser("app");
        var configured = rig.configure(vault, APP);
        var gateway = rig.serve(configured).ready();

        var refusal = gateway.imdsCredentials(gateway.sessionToken(), "app");
        var identity = rig.identity(rig.environment("aws-container", configured), moto);

        assertThat(refusal.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(refusal.body()).getString("Code")).isEqualTo("AssumeRoleUnauthorizedAccess");
        assertThat(refusal.body()).doesNotContain(identity.accessKey());
        assertIsIamUser(identity);
    }

    @Test
    void instanceMetadataGivesAnIamUserWhereTheConfigurationAllowsIt() throws IOException {
        var moto = rig.moto();
        var vault = rig.vault().start().withAws(moto).withIamUser("app");
        var configured = rig.configure(vault, APP + "providers: {aws: {iam-user: true}}\n");
        rig.serve(configured).ready();

        assertIsIamUser(rig.identity(rig.environment("aws", configured), moto));
    }

    private static void assertIsRole(Identity identity, String role) {
        assertThat(identity.arn()).startsWith("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/" + role + "/");
        assertThat(identity.sessionToken()).isPresent();
        assertThat(identity.expires()).get().satisfies(expires -> assertThat(expires)
                .isAfter(Instant.now()));
    }

    private static void assertIsIamUser(Identity identity) {
        assertThat(identity.arn()).startsWith("arn:aws:iam::" + Moto.ACCOUNT + ":user/vault-");
        assertThat(identity.sessionToken()).isEmpty();
    }
}
