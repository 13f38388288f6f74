package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An unmodified boto3 in front, and behind an STS that is asked directly: with the machine's own credentials. */
@Tag("real")
class StsIT {
    private static final String ROLE = "arn:aws:iam::" + Moto.ACCOUNT + ":role/app";
    private static final String APP =
            "credentials: {app: {provider: aws, backend: accounts, role: \"" + ROLE + "\"}}\n";

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void theMachinesOwnProfileAssumesTheRoleThatBoto3IsThen() throws IOException {
        var moto = rig.moto("app");
        giveProfile(moto.accessKey(), moto.secretKey());
        var configured = rig.configure(accounts(moto, ""), APP);
        var gateway = rig.serve(configured).ready();

        assertIsApp(rig.identity(workload(configured), moto));
        assertThat(gateway.ops("/metrics").body())
                .contains(
                        "credence_upstream_requests_total{backend=\"accounts\",operation=\"assume_role\",outcome=\"ok\"}");
    }

    @Test
    void aRoleOfVaultAssumesTheRoleThatBoto3IsThen() throws IOException {
        var moto = rig.moto("hub", "app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("hub");
        var configured = rig.configure(
                "vault: {address: \"%s\", auth: {method: token, token-file: vault.token}}, ".formatted(vault.address())
                        + accounts(moto, ", credentials: {backend: vault, role: hub}"),
                APP);
        var gateway = rig.serve(configured).ready();

        assertIsApp(rig.identity(workload(configured), moto));
        assertThat(gateway.ops("/metrics").body())
                .contains("backend=\"vault\",operation=\"aws_creds\",outcome=\"ok\"} 1.0")
                .contains("backend=\"accounts\",operation=\"assume_role\",outcome=\"ok\"} 1.0");
    }

    @Test
    void doctorSaysWhoTheMachineIsAndThatItIsNobodyWithoutAProfile() throws IOException {
        var moto = rig.moto("app");
        var configured = rig.configure(accounts(moto, ""), APP);

        var nobody = rig.doctor(configured);
        giveProfile(moto.accessKey(), moto.secretKey());
        var known = rig.doctor(configured);

        assertThat(nobody.exitCode()).as(nobody.out()).isEqualTo(77);
        assertThat(nobody.out()).contains("FAIL back end accounts: no AWS credentials to ask STS with");
        assertThat(known.exitCode()).as(known.out()).isZero();
        assertThat(known.out())
                .contains("ok   back end accounts: STS answers; the default chain makes us arn:aws:iam::" + Moto.ACCOUNT
                        + ":user/vault");
    }

    private static void assertIsApp(Identity identity) {
        assertThat(identity.arn()).startsWith("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/app/credence-");
        assertThat(identity.sessionToken()).isPresent();
    }

    /** Of a workload that does not see the machine's own profile. */
    private Map<String, String> workload(Rig.Configured configured) {
        var environment = new HashMap<>(rig.environment("aws", configured));
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE", rig.folder().resolve("none").toString());
        return environment;
    }

    private static String accounts(Moto moto, String more) {
        return "accounts: {type: sts, region: us-east-1, endpoint: \"%s\"%s}".formatted(moto.address(), more);
    }

    /** Where AWS's SDKs look: the home of everything that the rig starts is its folder. */
    private void giveProfile(String accessKey, String secretKey) throws IOException {
        Files.writeString(
                Files.createDirectories(rig.folder().resolve(".aws")).resolve("credentials"),
                "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n".formatted(accessKey, secretKey));
    }
}
