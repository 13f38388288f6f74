package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.VaultAuth;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeTime;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secret ids that are delivered wrapped. */
class WrappedSecretIdTest extends VaultTest {
    private static final String TOKEN = "hvs." + FakeVault.CANARY + "-wrapping";
    private static final String OTHER = "hvs." + FakeVault.CANARY + "-wrapping-2";
    private static final String PATH = "auth/approle/role/app/secret-id";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void logInWithAWrappedSecretId() throws IOException {
        file = Files.writeString(directory.resolve("wrapped"), TOKEN + "\n");
        vault.logins().at("auth/approle/login");
        gateway.auth(new VaultAuth.AppRole("approle", "the-role", Optional.of(file), true))
                .time(new FakeTime());
    }

    @Test
    void unwrapsTheSecretIdOnceItIsCertainWhereItWasMade() {
        vault.logins().wrap(TOKEN, PATH);

        assertThat(gateway.issue()).isInstanceOf(Outcome.Issued.class);

        assertThat(vault.requests())
                .extracting(request -> request.method() + " " + request.path() + " "
                        + request.header("x-vault-token").orElse("-"))
                .startsWith(
                        "GET /v1/sys/wrapping/lookup " + TOKEN,
                        "PUT /v1/sys/wrapping/unwrap " + TOKEN,
                        "POST /v1/auth/approle/login -");
        assertThat(lastLogin().getString("secret_id")).isEqualTo(secretId(TOKEN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sys/wrapping/wrap",
                "auth/other/role/app/secret-id",
                "auth/approle/role/app/role-id",
                "auth/approle/role/a/b/secret-id",
                "x/auth/approle/role/app/secret-id",
                ""
            })
    void doesNotUnwrapWhatMayHaveBeenSwapped(String creationPath) {
        vault.logins().wrap(TOKEN, creationPath);

        Outcome.Failure failure = gateway.failure();

        assertThat(failure.code()).isEqualTo("vault.wrapping_token_refused");
        assertThat(failure.message()).contains("swapped").doesNotContain(FakeVault.CANARY);
        assertThat(vault.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth/approle/role/app/custom-secret-id", "team/a/auth/approle/role/app/secret-id"})
    void knowsTheOtherPathsWhereSecretIdsAreMade(String creationPath) {
        vault.logins().wrap(TOKEN, creationPath);

        assertThat(gateway.namespace("team/a").issue()).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void saysThatTheTokenWasUsedBySomebodyElse() {
        Outcome.Failure failure = gateway.failure();

        assertThat(failure.code()).isEqualTo("vault.wrapping_token_refused");
        assertThat(failure.message()).contains("used by somebody else").doesNotContain(FakeVault.CANARY);
    }

    @Test
    void keepsTheSecretIdForLaterLogins() {
        vault.logins().wrap(TOKEN, PATH);
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        vault.revoke(vault.logins().issued().get(0));

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);

        assertThat(vault.logins().issued()).hasSize(2);
        assertThat(count("/v1/sys/wrapping/unwrap")).isEqualTo(1);
    }

    @Test
    void takesANewTokenOnceTheSecretIdIsRefused() throws IOException {
        vault.logins().wrap(TOKEN, PATH).wrap(OTHER, PATH);
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        vault.revoke(vault.logins().issued().get(0)).logins().notAt("auth/approle/login");
        assertThat(((Outcome.Failure) gateway.issue(source, APP)).message()).contains("invalid role or secret ID");

        Files.writeString(file, OTHER);
        vault.logins().at("auth/approle/login");
        gateway.advance(Duration.ofSeconds(60));

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
        assertThat(lastLogin().getString("secret_id")).isEqualTo(secretId(OTHER));
    }

    @Test
    void triesTheRefusedSecretIdAgainWhenThereIsNoOther() {
        vault.logins().wrap(TOKEN, PATH);
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        vault.revoke(vault.logins().issued().get(0)).logins().notAt("auth/approle/login");
        gateway.issue(source, APP);

        vault.logins().at("auth/approle/login");
        gateway.advance(Duration.ofSeconds(60));

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
        assertThat(count("/v1/sys/wrapping/unwrap")).isEqualTo(1);
    }

    @Test
    void doesNotUseATokenTwiceAfterVaultFailed() {
        vault.logins().wrap(TOKEN, PATH);
        VaultSource source = gateway.source();
        vault.next(FakeReply.error(503, "sealed"));
        assertThat(((Outcome.Failure) gateway.issue(source, APP)).code()).isEqualTo("vault.sealed");

        gateway.advance(Duration.ofSeconds(5));

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
    }

    private long count(String path) {
        return vault.requests().stream()
                .filter(request -> request.path().equals(path))
                .count();
    }

    private JsonObject lastLogin() {
        return vault.requests().stream()
                .filter(request -> request.path().equals("/v1/auth/approle/login"))
                .reduce((first, second) -> second)
                .map(FakeRequest::body)
                .map(JsonObject::new)
                .orElseThrow();
    }

    private static String secretId(String token) {
        return FakeVault.CANARY + "-secret-id-of-" + token;
    }
}
