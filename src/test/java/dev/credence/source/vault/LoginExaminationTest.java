package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether Vault works at all, and whether it knows us. */
class LoginExaminationTest extends ExaminationTest {
    private static final String SEALED =
            "{\"initialized\":true,\"sealed\":true,\"standby\":true,\"version\":\"1.16.3\"}";

    @TempDir
    private Path folder;

    @Test
    void aSealedVaultEndsTheExamination() {
        system.reply("sys/health", FakeReply.of(503, SEALED));

        assertThat(lines(aws("aws", "app")))
                .containsExactly(
                        "UNAVAILABLE backend vault: " + vault.address()
                                + " is sealed (version 1.16.3): vault operator unseal",
                        "SKIPPED login vault: the back end does not work",
                        "SKIPPED credential app: back end vault does not work");
        assertThat(vault.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "501 | {\"initialized\":false,\"sealed\":true} | UNAVAILABLE backend vault: ADDRESS is not initialised:"
                        + " vault operator init",
                "429 | {\"initialized\":true,\"sealed\":false,\"standby\":true,\"version\":\"1.9.0\"} | OK backend vault:"
                        + " ADDRESS answers (version 1.9.0, unsealed, a standby)",
                "473 | {\"initialized\":true,\"sealed\":false,\"performance_standby\":true} | OK backend vault: ADDRESS"
                        + " answers (unsealed, a standby)",
                "472 | {\"initialized\":true,\"sealed\":false} | UNAVAILABLE backend vault: ADDRESS is a disaster recovery"
                        + " secondary, which issues nothing: name the primary",
                "502 | <html>bad gateway</html> | UNAVAILABLE backend vault: ADDRESS answers with status 502: look into"
                        + " the log of Vault, or of what is before it",
                "200 | hello | WARNING backend vault: ADDRESS answers sys/health with status 200: is this a Vault?",
                "404 | {\"errors\":[]} | WARNING backend vault: ADDRESS answers sys/health with status 404: is this a"
                        + " Vault?",
                "400 | Client sent an HTTP request to an HTTPS server. | UNAVAILABLE backend vault: ADDRESS speaks TLS:"
                        + " write https:// in backends.vault.address (VAULT_ADDR)",
            })
    void healthIsPutInWords(int status, String body, String line) {
        system.reply("sys/health", FakeReply.of(status, body));

        assertThat(lines()).startsWith(line.replace("ADDRESS", vault.address().toString()));
    }

    @Test
    void anExpiredTokenIsToldFromOneThatMayNotLookItselfUp() {
        system.reply("auth/token/lookup-self", FakeReply.error(403, "permission denied"))
                .reply("sys/internal/ui/mounts/sys", FakeReply.error(403, "permission denied"));

        assertThat(lines(aws("aws", "app")))
                .endsWith(
                        "REFUSED login vault: Vault refuses the token: it has expired, was revoked, or is of another"
                                + " Vault; run \"vault login\", or have whoever made it write a new one (VAULT_TOKEN,"
                                + " auth.token-file)",
                        "SKIPPED credential app: the login does not work");
    }

    @Test
    void aTokenThatMayNotLookItselfUpStillServes() {
        system.reply("auth/token/lookup-self", FakeReply.error(403, "1 error occurred:\n\t* permission denied\n\n"));

        assertThat(lines(aws("aws", "app")))
                .contains(
                        "SKIPPED login vault: the token works, but may not be looked up, so how long it lives is not"
                                + " known: its policy lacks: path \"auth/token/lookup-self\" { capabilities ="
                                + " [\"read\"] }",
                        "OK credential app: aws/creds/app is permitted (read)");
    }

    @Test
    void aTokenOfAnotherNamespaceIsThoughtOf() {
        gateway.namespace("team-a");
        system.reply("auth/token/lookup-self", FakeReply.error(403, "permission denied"))
                .reply("sys/internal/ui/mounts/sys", FakeReply.error(403, "permission denied"));

        assertThat(lines()).anyMatch(line -> line.contains("or is of another Vault or namespace than team-a;"));
    }

    @Test
    void aMissingTokenFileIsNamedWithTheMend() {
        gateway.tokenFile(folder.resolve("none"));

        assertThat(lines(aws("aws", "app")))
                .endsWith(
                        "REFUSED login vault: the token file " + folder.resolve("none")
                                + " does not exist; set VAULT_TOKEN, run \"vault login\" or point auth.token-file to a"
                                + " token",
                        "SKIPPED credential app: the login does not work");
    }

    @Test
    void aTokenFileIsRead() throws Exception {
        gateway.tokenFile(Files.writeString(folder.resolve("token"), FakeVault.TOKEN + "\n"));

        assertThat(lines()).anyMatch(line -> line.startsWith("OK login vault: the token works"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0       | false | OK login vault: the token works (policies a, b) and does not end",
                "3599    | false | WARNING login vault: the token works (policies a, b) and ends in 59m: nobody can renew"
                        + " it; make one with a longer life, or let an agent replace the file",
                "90      | true  | OK login vault: the token works (policies a, b) and ends in 90s, renewable",
                "3600    | false | OK login vault: the token works (policies a, b) and ends in 60m",
                "2764800 | true  | OK login vault: the token works (policies a, b) and ends in 32d, renewable",
            })
    void theLifeOfTheTokenIsTold(long ttl, boolean renewable, String line) {
        system.token(new JsonObject()
                .put("ttl", ttl)
                .put("renewable", renewable)
                .put("policies", new JsonArray().add("a").add("b")));

        assertThat(lines()).contains(line);
    }

    @Test
    void aTokenForAFewRequestsIsWarnedOf() {
        system.token(new JsonObject().put("ttl", 3600).put("num_uses", 7));

        assertThat(lines())
                .contains("WARNING login vault: the token works, but for 7 more requests only: make one without a limit"
                        + " (-use-limit=0)");
    }

    @Test
    void aVaultThatFailsAtTheLoginIsNotBlamedOnTheToken() {
        system.reply("auth/token/lookup-self", FakeReply.error(500, "internal error"));

        assertThat(lines(aws("aws", "app")))
                .anyMatch(line -> line.startsWith("UNAVAILABLE login vault: Vault answered 500"))
                .endsWith("SKIPPED credential app: the login does not work");
    }

    @Test
    void noTokenIsEverShown() {
        system.reply("auth/token/lookup-self", FakeReply.error(500, "token " + FakeVault.TOKEN + " is odd"));

        assertThat(lines(aws("aws", "app"))).noneMatch(line -> line.contains(FakeVault.CANARY));
    }
}
