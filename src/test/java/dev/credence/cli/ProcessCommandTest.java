package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code process} in front of a Vault. */
class ProcessCommandTest {
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
    void printsOneDocumentAndNothingElse() {
        Run run = process("-r", "app");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.lines()).singleElement();
        JsonObject document = new JsonObject(run.out());
        assertThat(document.fieldNames())
                .containsExactly(
                        "Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId");
        assertThat(document.getValue("Version")).isEqualTo(1);
        assertThat(document.getString("AccountId")).isEqualTo(FakeVault.ACCOUNT);
        assertThat(document.getString("Expiration")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void asksVaultOnceForWhatItIsAskedTwice() {
        Run first = process("-r", "app");
        Run second = process("-r", "app");

        assertThat(second.out()).isEqualTo(first.out());
        assertThat(vault.requests()).hasSize(1);
    }

    @Test
    void keepsNothingWithoutTheCache() {
        process("-r", "app", "--no-cache");
        process("-r", "app", "--no-cache");

        assertThat(vault.issued()).isEqualTo(2);
        assertThat(home.resolve(".cache")).doesNotExist();
    }

    @Test
    void tellsVaultWhatTheOptionsSay() {
        environment.put("VAULT_NAMESPACE", "team-a/");

        process("-r", "app", "--ttl", "1h30m", "--session-name", "me", "--role-arn", "arn:aws:iam::1:role/app");

        assertThat(vault.requests()).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/v1/aws/creds/app");
            assertThat(request.query())
                    .containsOnly(
                            Map.entry("ttl", "5400"),
                            Map.entry("role_session_name", "me"),
                            Map.entry("role_arn", "arn:aws:iam::1:role/app"));
            assertThat(request.header("x-vault-token")).contains(FakeVault.TOKEN);
            assertThat(request.header("x-vault-request")).contains("true");
            assertThat(request.header("x-vault-namespace")).contains("team-a/");
        });
    }

    @Test
    void aMountMayHaveItsNamespaceInFront() {
        process("-r", "app", "-m", "team-a/aws");

        assertThat(vault.requests()).singleElement().satisfies(request -> assertThat(request.path())
                .isEqualTo("/v1/team-a/aws/creds/app"));
    }

    @Test
    void aRoleOfAnOldVaultIsAskedForAsASession() {
        vault.respondToCreds("app", FakeReply.error(400, "attempted to retrieve session through the creds path"));

        process("-r", "app");

        assertThat(vault.credsRequests())
                .extracting(request -> request.path())
                .containsExactly("/v1/aws/creds/app", "/v1/aws/sts/app");
    }

    @Test
    void keysOfAnIamUserHaveNeitherSessionNorEndAndAreNotMadeAgainEachTime() {
        Run first = process("-r", "user");
        Run second = process("-r", "user");

        assertThat(new JsonObject(first.out()).fieldNames())
                .containsExactly("Version", "AccessKeyId", "SecretAccessKey");
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(vault.issued()).isEqualTo(1);
    }

    /** The token's leases end with it, whatever they were granted. */
    @ParameterizedTest
    @CsvSource({"600, '', 2", "3600, '', 1", "0, '', 1", "0, 2020-01-01T00:00:00Z, 2"})
    void keysOfAnIamUserAreNotKeptBeyondTheTokenThatTheyHangOn(int ttl, String expireTime, int issued) {
        vault.tokenData(new JsonObject().put("ttl", ttl).put("expire_time", expireTime));

        process("-r", "user", "--min-remaining", "15m");
        process("-r", "user", "--min-remaining", "15m");

        assertThat(vault.issued()).isEqualTo(issued);
    }

    @Test
    void aDocumentThatIsStillValidIsServedWhileVaultIsAway() {
        Run first = process("-r", "short");
        vault.goAway();

        Run second = process("-r", "short");

        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo(first.out());
    }

    @Test
    void lessThanWhatIsToRemainIsReplacedWhileVaultWorks() {
        Run first = process("-r", "short");
        Run second = process("-r", "short");

        assertThat(second.out()).isNotEqualTo(first.out());
        assertThat(vault.issued()).isEqualTo(2);
    }

    private Run process(String... arguments) {
        return run(environment, arguments);
    }

    static Run run(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(List.of("process"));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = CredenceCommand.run(
                all.toArray(String[]::new), environment, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Run(exitCode, out.toString(), err.toString());
    }

    static void assertFailure(Run run, int exitCode, String told) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors())
                .singleElement()
                .asString()
                .startsWith("credence: ")
                .contains(told);
        assertThat(run.err()).doesNotContain(FakeVault.CANARY);
    }
}
