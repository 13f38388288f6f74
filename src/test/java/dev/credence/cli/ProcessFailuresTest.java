package dev.credence.cli;

import static dev.credence.cli.ProcessCommandTest.assertFailure;
import static dev.credence.cli.ProcessCommandTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import dev.credence.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code process} says when there is no document to print. */
class ProcessFailuresTest {
    @TempDir
    private Path home;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> environment = new HashMap<>();
    private FakeVault vault;

    @BeforeEach
    void start() {
        vault = FakeVault.start(vertx)
                .role("app", "assumed_role")
                .role("short", "assumed_role", 300)
                .role("user", "iam_user", 7200);
        environment.put("HOME", home.toString());
        environment.put("VAULT_ADDR", vault.address().toString());
        environment.put("VAULT_TOKEN", FakeVault.TOKEN);
        environment.put("VAULT_MAX_RETRIES", "0");
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void withoutADocumentAVaultThatIsAwayIsToldInOneLine() {
        vault.goAway();

        assertFailure(process("-r", "app"), 69, "Vault at " + vault.address() + ": the connection is refused");
    }

    @ParameterizedTest
    @CsvSource({
        "503, Vault is sealed, 69, unseal Vault",
        "500, internal error, 69, internal error",
        "429, request rate exceeded, 69, 429",
        "502, Throttling: Rate exceeded, 69, 502",
        "400, 'RequestError: send request failed', 69, send request failed",
        "400, unknown field, 77, unknown field",
        "403, permission denied, 77, 'the token has ended (vault login), or its policy'",
        "404, 'no handler for route \"aws/creds/app\"', 77, correct --mount",
    })
    void whatVaultAnswersBecomesAnExitCodeAndALine(int status, String said, int exitCode, String told) {
        vault.fail(status, new JsonObject().put("errors", List.of(said)).encode());

        assertFailure(process("-r", "app"), exitCode, told);
    }

    @Test
    void aWrongRoleLeavesWithTheCodeOfARefusal() {
        assertFailure(process("-r", "nobody"), 77, "Role \"nobody\" not found; correct --role");
    }

    @Test
    void anEndedTokenLeavesWithTheCodeOfARefusalAlsoWithAnOldDocument() {
        process("-r", "short");
        vault.revoke(FakeVault.TOKEN);

        assertFailure(process("-r", "short"), 77, "vault login");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>welcome</html>",
                "{}",
                "[]",
                "{\"data\":{\"access_key\":\"AKIA\"}}",
                "{\"data\":{\"access_key\":\"AKIA\",\"secret_key\":\"s\"",
            })
    void anAnswerThatMakesNoSenseIsNotPrinted(String body) {
        vault.fail(200, body);

        assertFailure(process("-r", "app"), 69, "makes no sense; is it a Vault?");
    }

    @Test
    void anAnswerWithoutEndIsCutOff() {
        vault.fail(200, "x".repeat(2 * 1024 * 1024));

        assertFailure(process("-r", "app"), 69, "larger than 1 MiB");
    }

    @Test
    void aVaultThatHangsIsGivenUp() {
        environment.put("VAULT_CLIENT_TIMEOUT", "1");
        vault.always(FakeReply.drip());

        assertFailure(process("-r", "app"), 69, "no answer within 1 s");
    }

    @Test
    void aRedirectDoesNotCarryTheTokenToAnotherHost() {
        vault.next(FakeReply.redirect(307, "http://vault.test:1/v1/aws/creds/app"));

        assertFailure(process("-r", "app"), 69, "redirects to where the token must not go");
    }

    @Test
    void aStandbysRedirectOnThisMachineIsFollowed() {
        vault.next(FakeReply.redirect(307, "http://localhost:" + vault.port() + "/v1/aws/creds/app"));

        assertThat(process("-r", "app").exitCode()).isZero();
    }

    @Test
    void aRedirectFromClearToTlsIsFollowedAndTheCertificateChecked() throws IOException, InterruptedException {
        TestCertificates certificates = TestCertificates.in(home);
        FakeVault secure = FakeVault.start(
                        vertx, new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.server()))
                .role("app", "assumed_role");
        vault.always(FakeReply.redirect(307, "https://localhost:" + secure.port() + "/v1/aws/creds/app"));

        assertFailure(process("-r", "app"), 69, "no TLS connection: ");
        environment.put("VAULT_CACERT", certificates.authority().toString());
        Run trusting = process("-r", "app");

        assertThat(trusting.exitCode()).as(trusting.err()).isZero();
        assertThat(secure.issued()).isEqualTo(1);
    }

    @Test
    void withoutATokenTheLineSaysWhereToPutOne() {
        environment.remove("VAULT_TOKEN");

        assertFailure(
                process("-r", "app"), 78, home.resolve(".vault-token") + " does not exist; set VAULT_TOKEN, or run");
    }

    @Test
    void nothingThatIsSaidHoldsAToken() throws IOException {
        Path config =
                Files.writeString(home.resolve("credence.yaml"), "credentials: {app: {provider: aws, role: app}}");
        vault.fail(
                403,
                new JsonObject()
                        .put("errors", List.of("no, " + FakeVault.TOKEN))
                        .encode());

        for (Run run : List.of(process("-r", "app"), process("-r", "app", "-c", config.toString()))) {
            assertThat(run.exitCode()).isEqualTo(77);
            assertThat(run.out() + run.err()).doesNotContain(FakeVault.CANARY);
        }
    }

    @Test
    void noDocumentOfAnotherServerIsPrinted() {
        FakeVault other = FakeVault.start(vertx);
        process("-r", "app");
        environment.put("VAULT_ADDR", other.address().toString());

        assertFailure(process("-r", "app"), 77, "Role \"app\" not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-m aws|Missing required option: '--role=ROLE'",
                "-r app --ttl 5|--ttl: \"5\" is no life; write it like 15m or 1h",
                "-r app --min-remaining x|--min-remaining",
                "-r app --rle x|Unknown option",
                "-r a/b|no mount and role can be called aws and a/b",
                "-r app --token-file x|--token-file is what a gateway wants",
                "-r app --gateway http://127.0.0.1:1 --ttl 1h|a gateway has them in its configuration",
                "-r app --gateway http://127.0.0.1:1 -c x|a gateway has a configuration of its own",
                "-r app --gateway http://192.0.2.1:80|another machine, which must not be asked in clear; use https://",
                "-r app --gateway ftp://127.0.0.1|must begin with http:// or https://",
                "-r app --gateway 127.0.0.1:8169|is no address; write it like http://127.0.0.1:8169",
            })
    void wrongArgumentsAreExplained(String arguments, String told) {
        assertFailure(process(arguments.split(" ")), 64, told);
    }

    @Test
    void withoutAVaultAndAGatewayTheLineNamesBoth() {
        Map<String, String> nothing = Map.of("HOME", home.toString());

        Run run = run(nothing, "-r", "app", "--gateway", "http://127.0.0.1:" + FreePort.next());

        assertFailure(run, 69, "the connection is refused; is it running?");
    }

    private Run process(String... arguments) {
        return ProcessCommandTest.run(environment, arguments);
    }
}
