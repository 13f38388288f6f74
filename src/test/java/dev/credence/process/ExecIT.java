package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import dev.credence.testing.CredenceJar.Said;
import dev.credence.testing.FakeVault;
import dev.credence.testing.GatewayProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code exec}, and {@code status} of a gateway that runs. */
class ExecIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CURL = "curl -sf -H \"Authorization: $(cat $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE)\""
            + " $AWS_CONTAINER_CREDENTIALS_FULL_URI";

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void aCommandFindsTheGatewayAndNoOtherCredentials() {
        Path configuration = site.configure(Site.APP);
        List<String> command = command("aws", "-c", configuration.toString(), "--", "env");

        try (var process = ChildProcess.start(
                "exec",
                site.folder(),
                Map.of("AWS_ACCESS_KEY_ID", "AKIA", "AWS_EC2_METADATA_DISABLED", "true", "OTHER", "kept"),
                command)) {
            assertThat(process.exitCodeWithin(PATIENCE)).as(process.log()).isZero();
            assertThat(process.stdout().lines())
                    .contains("AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:" + site.port(), "OTHER=kept")
                    .noneMatch(
                            line -> line.startsWith("AWS_ACCESS_KEY_ID=") || line.startsWith("AWS_EC2_METADATA_DIS"));
        }
    }

    @ParameterizedTest
    @CsvSource({"exit 3, 3", "exit 0, 0", "kill -9 $$, 137", "kill -15 $$, 143"})
    void leavesWithTheExitCodeOfTheCommand(String script, int exitCode) {
        assertThat(exec("aws", "-c", site.configure(Site.APP).toString(), "--", "sh", "-c", script)
                        .exitCode())
                .isEqualTo(exitCode);
    }

    @Test
    void aCommandThatIsNotThereIsNamed() {
        Said said = exec("gcp", "-c", site.configure(Site.APP).toString(), "--", "no-such-command");

        assertThat(said.exitCode()).isEqualTo(127);
        assertThat(said.err().lines())
                .containsExactly("credence: cannot run no-such-command: there is no such command");
    }

    @Test
    void aCommandThatMayNotBeRunIsNamed() {
        Path file = site.write("data", "");

        Said said = exec("gcp", "-c", site.configure(Site.APP).toString(), "--", file.toString());

        assertThat(said.exitCode()).isEqualTo(126);
        assertThat(said.err().lines()).singleElement().asString().contains("it is not executable");
    }

    @Test
    void passesTheSignalToEndOnAndWaitsForTheCommand() {
        List<String> command = command(
                "aws",
                "-c",
                site.configure(Site.APP).toString(),
                "--",
                "sh",
                "-c",
                "tail -f /dev/null & trap 'kill $!; echo cleaning up; exit 5' TERM; echo started; wait");

        try (var process = ChildProcess.start("exec", site.folder(), Map.of(), command)) {
            await().atMost(PATIENCE).until(() -> process.stdout().contains("started"));
            process.terminate();

            assertThat(process.exitCodeWithin(PATIENCE)).as(process.log()).isEqualTo(5);
            assertThat(process.stdout()).contains("cleaning up");
        }
    }

    @Test
    void standaloneGivesTheCommandAGatewayThatOnlyItsSecretOpensAndEndsWithIt() {
        FakeVault vault = site.vault();
        Path configuration = site.configure(Site.APP);

        Said said = exec(
                "aws-container",
                "--standalone",
                "-c",
                configuration.toString(),
                "--",
                "sh",
                "-c",
                CURL + " && echo && curl -s -o /dev/null -w '%{http_code}' $AWS_CONTAINER_CREDENTIALS_FULL_URI"
                        + " && echo && echo $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.err()).isEmpty();
        List<String> lines = said.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("{\"AccessKeyId\":");
        assertThat(lines.get(1)).isEqualTo("401");
        assertThat(Path.of(lines.get(2))).doesNotExist();
        assertThat(vault.requests()).isNotEmpty();
    }

    @Test
    void standaloneListensNeitherWhereTheConfigurationSaysNorForItsCallers() {
        site.vault();
        Path configuration = site.configure(Site.APP + "callers: [{match: {cidr: 10.0.0.0/8}, credentials: [app]}]\n");

        Said said = exec(
                "aws",
                "--standalone",
                "-c",
                configuration.toString(),
                "--",
                "sh",
                "-c",
                "t=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'"
                        + " $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/api/token) && curl -sf -H"
                        + " \"X-aws-ec2-metadata-token: $t\""
                        + " $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/meta-data/iam/security-credentials/");

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).isEqualTo("app");
    }

    @Test
    void standaloneWithoutAConfigurationSaysWhatIsMissing() {
        Said said = exec("aws", "--standalone", "--", "true");

        assertThat(said.exitCode()).isEqualTo(78);
        assertThat(said.err().lines()).singleElement().asString().contains("credentials: there are none");
    }

    @Test
    void statusShowsTheGatewayThatRuns() {
        GatewayProcess gateway = site.dev().ready();

        Said said = CredenceJar.run(site.folder(), "status", "--ops", opsOf(gateway));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out().lines())
                .anyMatch(line -> line.matches("dev-aws +aws +dev +fresh +59m \\d\\ds .*"))
                .anyMatch(line -> line.matches("dev +fresh +closed .*"));
    }

    @Test
    void statusWatchesUntilNobodyReadsOn() {
        GatewayProcess gateway = site.dev().ready();
        List<String> jar =
                CredenceJar.command(site.folder(), List.of("status", "--watch", "--json", "--ops", opsOf(gateway)));
        List<String> shell = new ArrayList<>(List.of("sh", "-c", "\"$@\" | head -n 2", "sh"));
        shell.addAll(jar);

        try (var process = ChildProcess.start("watch", site.folder(), Map.of(), shell)) {
            assertThat(process.exitCodeWithin(PATIENCE)).as(process.log()).isZero();
            assertThat(process.stdout().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"version\""));
        }
    }

    private static String opsOf(GatewayProcess gateway) {
        return gateway.ops("/status").uri().getAuthority();
    }

    private Said exec(String... arguments) {
        List<String> all = new ArrayList<>(List.of("exec"));
        all.addAll(Arrays.asList(arguments));
        return CredenceJar.run(site.folder(), all.toArray(String[]::new));
    }

    private List<String> command(String... arguments) {
        List<String> all = new ArrayList<>(List.of("exec"));
        all.addAll(Arrays.asList(arguments));
        return CredenceJar.command(site.folder(), all);
    }
}
