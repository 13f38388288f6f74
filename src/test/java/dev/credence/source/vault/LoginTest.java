package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.VaultAuth;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeVault;
import dev.credence.testing.LogCapture;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent to log in, by each method that shows what is in a file, and what is made of the answer. */
class LoginTest extends VaultTest {
    private static final String SECRET = FakeVault.CANARY + "-shown";

    @TempDir
    Path directory;

    @Test
    void logsInWithARoleIdAndASecretId() throws IOException {
        vault.logins().at("auth/approle/login");

        assertThat(gateway.auth(appRole("approle", false)).issue()).isInstanceOf(Outcome.Issued.class);

        assertThat(body("/v1/auth/approle/login"))
                .isEqualTo(new JsonObject().put("role_id", "the-role").put("secret_id", SECRET));
    }

    @Test
    void logsInWithARoleIdAlone() {
        vault.logins().at("auth/team/approle/login");

        assertThat(gateway.auth(new VaultAuth.AppRole("team/approle", "the-role", Optional.empty(), false))
                        .issue())
                .isInstanceOf(Outcome.Issued.class);

        assertThat(body("/v1/auth/team/approle/login")).isEqualTo(new JsonObject().put("role_id", "the-role"));
    }

    @ParameterizedTest
    @CsvSource({"kubernetes, cluster-a", "jwt, jwt"})
    void logsInWithATokenThatItReadsAnewEachTime(String method, String mount) throws IOException {
        vault.logins().at("auth/" + mount + "/login");
        Path file = file(" first\n");
        VaultSource source = gateway.auth(new VaultAuth.Jwt(method, mount, Optional.of("credence"), file))
                .source();
        gateway.issue(source, APP);
        Files.writeString(file, "second");
        vault.revoke(vault.logins().issued().get(0));
        gateway.issue(source, APP);

        assertThat(logins())
                .extracting(FakeRequest::path, request -> new JsonObject(request.body()))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "/v1/auth/" + mount + "/login",
                                new JsonObject().put("role", "credence").put("jwt", "first")),
                        org.assertj.core.groups.Tuple.tuple(
                                "/v1/auth/" + mount + "/login",
                                new JsonObject().put("role", "credence").put("jwt", "second")));
    }

    @Test
    void leavesTheRoleToTheMount() throws IOException {
        vault.logins().at("auth/jwt/login");

        gateway.auth(new VaultAuth.Jwt("jwt", "jwt", Optional.empty(), file(SECRET)))
                .issue();

        assertThat(body("/v1/auth/jwt/login")).isEqualTo(new JsonObject().put("jwt", SECRET));
    }

    @ParameterizedTest
    @CsvSource({"userpass, ann, ann", "ldap, 'an n', an%20n"})
    void logsInWithAPassword(String mount, String user, String segment) throws IOException {
        vault.logins().at("auth/" + mount + "/login/" + segment);

        assertThat(gateway.auth(new VaultAuth.Password(mount, user, file(SECRET)))
                        .issue())
                .isInstanceOf(Outcome.Issued.class);

        assertThat(body("/v1/auth/" + mount + "/login/" + segment)).isEqualTo(new JsonObject().put("password", SECRET));
    }

    @Test
    void sendsNoTokenWithTheLoginAndTheNewOneWithTheRest() throws IOException {
        vault.logins().at("auth/approle/login");

        gateway.auth(appRole("approle", false)).issue();

        assertThat(vault.requests().get(0).headers()).doesNotContainKey("x-vault-token");
        assertThat(vault.requests().get(0).method()).isEqualTo("POST");
        assertThat(vault.credsRequests().get(0).header("x-vault-token"))
                .contains(vault.logins().issued().get(0));
    }

    @Test
    void logsInWhereItIsToldAndReadsSecretsElsewhere() throws IOException {
        vault.logins().at("auth/approle/login");

        VaultSource source = gateway.namespace("team/a")
                .authNamespace("admin")
                .auth(appRole("approle", false))
                .source();
        gateway.issue(source, APP);
        gateway.on(source::close);

        assertThat(vault.requests())
                .extracting(request -> request.path() + " " + request.header("x-vault-namespace"))
                .containsExactly(
                        "/v1/auth/approle/login Optional[admin/]",
                        "/v1/aws/creds/app Optional[team/a/]",
                        "/v1/auth/token/revoke-self Optional[admin/]");
    }

    @Test
    void logsInAtTheRootWhenToldSo() throws IOException {
        vault.logins().at("auth/approle/login");

        gateway.namespace("team/a")
                .authNamespace("")
                .auth(appRole("approle", false))
                .issue();

        assertThat(vault.requests().get(0).header("x-vault-namespace")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | vault.login_refused",
                "403 | vault.login_refused",
                "404 | vault.login_refused",
                "500 | vault.upstream_failed",
                "503 | vault.unavailable",
                "429 | vault.throttled"
            })
    void saysWhatVaultSaysAndNeverWhatWasShown(int status, String code) throws IOException {
        gateway.auth(appRole("approle", false));
        vault.always(FakeReply.error(status, "no, not with " + SECRET));

        try (LogCapture log = LogCapture.of("dev.credence.source.vault")) {
            Outcome.Failure failure = gateway.failure();

            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).contains("auth/approle/login: no, not with ***");
            assertThat(failure).isNotInstanceOf(Outcome.Refusal.class);
            assertThat(VaultSource.isOwnTrouble(failure)).isEqualTo(code.equals("vault.login_refused"));
            assertThat(log.lines()).anyMatch(line -> line.contains("login to vault failed") && line.contains(code));
            assertThat(String.join("\n", log.lines())).doesNotContain(FakeVault.CANARY);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | it has no auth",
                "[] | it is not a JSON object",
                "{\"auth\":{}} | client_token is missing",
                "{\"auth\":{\"client_token\":7}} | client_token is not a text",
                "{\"auth\":{\"client_token\":\"a b\"}} | client_token holds characters",
                "{\"auth\":{\"client_token\":\"\",\"mfa_requirement\":{}}} | second factor",
                "{\"auth\":{\"client_token\":\"t\",\"lease_duration\":\"x\"}} | lease_duration is not a number"
            })
    void saysWhatIsWrongWithAnAnswer(String answer, String words) throws IOException {
        vault.always(FakeReply.of(200, answer));

        Outcome.Failure failure = gateway.auth(appRole("approle", false)).failure();

        assertThat(failure.code()).isEqualTo("vault.bad_answer");
        assertThat(failure.message()).contains(words);
    }

    @Test
    void givesUpOnALoginThatHangs() throws IOException {
        vault.hang();

        assertThat(gateway.timeout(Duration.ofMillis(100))
                        .auth(appRole("approle", false))
                        .failure()
                        .code())
                .isEqualTo("vault.timeout");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'' | is empty", "'a\tb' | holds control characters", "MISSING | does not exist"})
    void asksNothingWithoutSomethingToShow(String content, String words) throws IOException {
        Path file = content.equals("MISSING") ? directory.resolve("none") : file(content);

        Outcome.Failure failure = gateway.auth(new VaultAuth.Jwt("jwt", "jwt", Optional.of("r"), file))
                .failure();

        assertThat(failure.code()).isEqualTo("vault.login_incomplete");
        assertThat(failure.message()).contains(file.toString(), words);
        assertThat(VaultSource.isOwnTrouble(failure)).isTrue();
        assertThat(vault.requests()).isEmpty();
    }

    @Test
    void writesALineForALogin() throws IOException {
        vault.logins().at("auth/approle/login");

        try (LogCapture log = LogCapture.of("dev.credence.source.vault.LoginLog")) {
            gateway.auth(appRole("approle", false)).issue();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "logged in to vault backend=\"vault\" method=\"approle\" expires=\"2026-03-01T13:00:00.7")
                    .doesNotContain(FakeVault.CANARY);
        }
    }

    private VaultAuth appRole(String mount, boolean wrapped) throws IOException {
        return new VaultAuth.AppRole(mount, "the-role", Optional.of(file(SECRET)), wrapped);
    }

    private JsonObject body(String path) {
        List<FakeRequest> found =
                logins().stream().filter(request -> request.path().equals(path)).toList();
        assertThat(found).hasSize(1);
        return new JsonObject(found.get(0).body());
    }

    private List<FakeRequest> logins() {
        return vault.requests().stream()
                .filter(request -> request.path().contains("/login"))
                .toList();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("shown"), content);
    }
}
