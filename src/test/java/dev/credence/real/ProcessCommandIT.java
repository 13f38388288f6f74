package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A profile with {@code credential_process = .../bin/credence process -r app}, a real Vault behind. */
@Tag("real")
class ProcessCommandIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void boto3IsTheRoleAndVaultIsAskedOnce() throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var environment = profile(vault, "-r app");

        var first = rig.identity(environment, moto);
        var second = rig.identity(environment, moto);
        vault.kill();
        var whileVaultIsAway = rig.identity(environment, moto);

        assertThat(first.method()).isEqualTo("custom-process");
        assertThat(first.arn()).startsWith("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/app/");
        assertThat(second.accessKey()).isEqualTo(first.accessKey());
        assertThat(whileVaultIsAway.accessKey()).isEqualTo(first.accessKey());
    }

    @ParameterizedTest
    @CsvSource({"GO, ProcessProvider", "JAVA, 'v,w'"})
    void theChainsOfOtherLanguagesAreTheRoleAndVaultIsAskedOnce(DefaultChain chain, String method) throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var environment = profile(vault, "-r app --session-name me");

        var first = rig.identity(chain, environment, moto);
        vault.kill();
        var whileVaultIsAway = rig.identity(chain, environment, moto);

        // Java's tells it in the codes of its user agent: a profile with a process, and that process.
        assertThat(first.method()).isEqualTo(method);
        assertThat(first.arn()).isEqualTo("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/app/me");
        assertThat(first.sessionToken()).isPresent();
        assertThat(first.expires()).hasValueSatisfying(end -> assertThat(end).isAfter(Instant.now()));
        assertThat(whileVaultIsAway.accessKey()).isEqualTo(first.accessKey());
        assertThat(whileVaultIsAway.expires()).isEqualTo(first.expires());
    }

    @ParameterizedTest
    @EnumSource
    void theChainsOfOtherLanguagesTakeKeysWithoutAnEnd(DefaultChain chain) throws IOException {
        var moto = rig.moto();
        var vault = rig.vault().start().withAws(moto).withIamUser("app");

        var identity = rig.identity(chain, profile(vault, "-r app"), moto);

        assertThat(identity.arn()).startsWith("arn:aws:iam::" + Moto.ACCOUNT + ":user/vault-");
        assertThat(identity.sessionToken()).isEmpty();
        assertThat(identity.expires()).isEmpty();
    }

    @Test
    void theAwsCommandLineIsTheRole() throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");

        var identity = new JsonObject(aws(profile(vault, "-r app --session-name me"), moto));

        assertThat(identity.getString("Arn")).isEqualTo("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/app/me");
    }

    @Test
    void anIamUserIsMadeOnceAndHasNeitherSessionNorEnd() throws IOException {
        var moto = rig.moto();
        var vault = rig.vault().start().withAws(moto).withIamUser("app");
        var environment = profile(vault, "-r app");

        var first = rig.identity(environment, moto);
        var second = rig.identity(environment, moto);

        assertThat(first.arn()).startsWith("arn:aws:iam::" + Moto.ACCOUNT + ":user/vault-");
        assertThat(first.sessionToken()).isEmpty();
        assertThat(first.expires()).isEmpty();
        assertThat(second.accessKey()).isEqualTo(first.accessKey());
        assertThat(vault.leases("aws/creds/app")).hasSize(1);
    }

    @Test
    void aWrongRoleAndAnEndedTokenAreOneLineEach() throws IOException {
        var vault = rig.vault().start().withAws(rig.moto());

        assertRefused(process(vault, rig.secret("hvs.not-a-token-of-this-vault"), "-r", "app"), "vault login");
        assertRefused(process(vault, token(), "-r", "nobody"), "Role \"nobody\" not found; correct --role");
        assertRefused(process(vault, token(), "-r", "app", "-m", "nowhere"), "no handler for route");
    }

    @Test
    void shellcheckFindsNothingInTheLauncher() {
        var command = List.of(Tools.shellcheck().toString(), Tools.launcher().toString());
        try (var shellcheck = ChildProcess.start("shellcheck", rig.folder(), Map.of(), command)) {
            assertThat(shellcheck.succeedWithin(LIMIT).stdout()).isEmpty();
        }
    }

    private static void assertRefused(CredenceJar.Said said, String told) {
        assertThat(said.exitCode()).as(said.err()).isEqualTo(77);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).singleElement().asString().contains(told);
    }

    private CredenceJar.Said process(RealVault vault, String token, String... arguments) {
        var command = new ArrayList<>(List.of(Tools.launcher().toString(), "process"));
        command.addAll(List.of(arguments));
        try (var process = ChildProcess.start("process", rig.folder(), environment(vault, token), command)) {
            return new CredenceJar.Said(process.exitCodeWithin(LIMIT), process.stdout(), process.stderr());
        }
    }

    /** What leads an SDK to the launcher, and the launcher to that Vault. */
    private Map<String, String> profile(RealVault vault, String options) throws IOException {
        Path profiles = rig.folder().resolve("aws-config");
        Files.writeString(
                profiles,
                "[profile app]\nregion = us-east-1\ncredential_process = " + Tools.launcher() + " process " + options
                        + "\n");
        var environment = environment(vault, token());
        environment.put("AWS_CONFIG_FILE", profiles.toString());
        environment.put("AWS_PROFILE", "app");
        return environment;
    }

    private static Map<String, String> environment(RealVault vault, String token) {
        var environment = new HashMap<String, String>();
        environment.put("VAULT_ADDR", vault.address());
        environment.put("VAULT_TOKEN", token);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return environment;
    }

    private String aws(Map<String, String> profile, Moto moto) {
        var environment = new HashMap<>(profile);
        environment.putAll(moto.environment());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        var command = Stream.of(Tools.python(), Tools.aws(), "sts", "get-caller-identity", "--output", "json")
                .map(Object::toString)
                .toList();
        try (var aws = ChildProcess.start("aws", rig.folder(), environment, command)) {
            return aws.succeedWithin(LIMIT).stdout();
        }
    }

    private String token() throws IOException {
        return Files.readString(rig.folder().resolve("vault.token")).strip();
    }
}
