package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.GatewayProcess;
import dev.credence.testing.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs after all unit tests, and looks for secrets in all that they and a gateway have said. */
class SecretCanaryIT {
    private static final Path UNIT_LOG = Path.of("target/test-logs/all.log");
    private static final Path UNIT_REPORTS = Path.of("target/surefire-reports");

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void noUnitTestHasLoggedASecretAtAnyLevel() throws IOException {
        String log = Files.readString(UNIT_LOG);

        // Not by an assertion on the text itself, which would print all of it.
        for (String known : List.of("vault issued a credential", "vault issued no credential", "DEBUG dev.credence.")) {
            assertThat(log.contains(known)).as("the log holds: %s", known).isTrue();
        }
        assertThat(SecretScan.findings(UNIT_LOG.toString(), log)).isEmpty();
    }

    @Test
    void noUnitTestHasPrintedASecret() throws IOException {
        List<String> findings = new ArrayList<>();
        try (var reports = Files.list(UNIT_REPORTS)) {
            for (Path report : reports.filter(file -> file.toString().matches(".*\\.(txt|xml)"))
                    .toList()) {
                findings.addAll(SecretScan.findings(report.getFileName().toString(), Files.readString(report)));
            }
        }

        assertThat(UNIT_REPORTS).isNotEmptyDirectory();
        assertThat(findings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {FakeVault.TOKEN, "{\"SecretAccessKey\":\"x\"}", "-----BEGIN PRIVATE KEY-----", "another"})
    void aSecretThatIsPlantedIsFoundAndNotRepeated(String secret) {
        assertThat(SecretScan.findings("place", "harmless\nbefore " + secret + " after\n", "another"))
                .containsExactly("place:2 holds a secret");
    }

    @Test
    void theGatewayTellsNoSecretInGoodTimesAndBad() {
        var vault = site.vault();
        var gateway = site.serve(
                        Site.APP + "callers: [{match: {token-file: caller.token}, credentials: [app]},"
                                + " {match: any, credentials: [app]}]\n",
                        "--log-level",
                        "trace")
                .ready();
        Map<String, String> said = new HashMap<>();

        String session = gateway.sessionToken();
        assertThat(gateway.imdsCredentials(session, "app").body()).contains(FakeVault.CANARY);
        assertThat(gateway.containerCredentials(Site.CALLER_TOKEN, "app").body())
                .contains(FakeVault.CANARY);
        said.putAll(strangers(gateway.workloads()));
        said.putAll(operators(new Http(site.opsPort())));
        said.put("when all is well", pages(gateway));
        vault.revoke(FakeVault.TOKEN);
        said.put("when refused", afterRefresh(gateway, vault));
        vault.accept(FakeVault.TOKEN);
        for (FakeReply nonsense : nonsense()) {
            vault.always(nonsense);
            said.put("after nonsense " + said.size(), afterRefresh(gateway, vault));
        }
        vault.close();
        said.put("without Vault", pages(gateway));
        said.put("standard output", gateway.stdout());
        said.put("standard error", gateway.stderr());

        assertThat(gateway.stdout()).contains("DEBUG", "credential given", "vault issued no credential");
        said.forEach((where, text) ->
                assertThat(SecretScan.findings(where, text, session)).isEmpty());
    }

    /** What Vault or something in its place may answer, with our secrets in it. */
    private static List<FakeReply> nonsense() {
        return List.of(
                FakeReply.error(500, "internal error with " + FakeVault.TOKEN),
                FakeReply.error(400, "no such thing as " + FakeVault.TOKEN),
                FakeReply.of(200, "{\"data\": {\"access_key\": 1, \"secret_key\": \"" + FakeVault.CANARY + "\"}}"),
                FakeReply.of(200, "{\"data\": {\"secret_key\": \"" + FakeVault.CANARY),
                FakeReply.of(502, "<html>" + FakeVault.CANARY + "</html>"));
    }

    /** Those who guess get answers that do not repeat what they sent. */
    private static Map<String, String> strangers(Http workloads) {
        String guess = FakeVault.CANARY + "-guess";
        return Map.of(
                "wrong session token",
                workloads
                        .get("/latest/meta-data/iam/security-credentials/app", "X-aws-ec2-metadata-token", guess)
                        .body(),
                "wrong caller token",
                workloads.get("/v1/credentials/app", "Authorization", guess).body(),
                "token in the query",
                workloads.get("/latest/meta-data/?token=" + guess).body(),
                "wrong process token",
                workloads
                        .get("/v1/process/app", "Authorization", "Bearer " + guess)
                        .body());
    }

    private static Map<String, String> operators(Http ops) {
        return Map.of(
                "wrong ops token",
                ops.send("POST", "/credentials/app/refresh", "", "Authorization", "Bearer " + FakeVault.CANARY)
                        .body(),
                "right ops token",
                ops.send("POST", "/credentials/app/refresh", "", "Authorization", "Bearer " + Site.OPS_TOKEN)
                        .body());
    }

    /** Has the credential fetched anew, and waits until Vault was asked. */
    private String afterRefresh(GatewayProcess gateway, FakeVault vault) {
        int before = vault.credsRequests().size();
        await("a fetch").until(() -> {
            operators(new Http(site.opsPort()));
            return vault.credsRequests().size() > before;
        });
        return pages(gateway);
    }

    private static String pages(GatewayProcess gateway) {
        StringBuilder pages = new StringBuilder();
        for (String path : List.of("/", "/healthz", "/readyz", "/status", "/metrics", "/credentials/app")) {
            pages.append(gateway.ops(path).body()).append('\n');
        }
        return pages.toString();
    }
}
