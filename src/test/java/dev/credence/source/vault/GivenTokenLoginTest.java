package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static dev.credence.source.vault.VaultFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the token comes from, and what happens when it dies. */
class GivenTokenLoginTest extends VaultTest {
    private static final String LOOKUP = "/v1/auth/token/lookup-self";

    @TempDir
    Path directory;

    @Test
    void readsTheFileAndCutsWhiteSpace() throws IOException {
        assertThat(gateway.tokenFile(file("\n " + FakeVault.TOKEN + " \n")).issue())
                .isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void readsTheFileAgainOnceWhenTheTokenIsRefused() throws IOException {
        Path file = file(FakeVault.TOKEN);
        VaultSource source = gateway.tokenFile(file).source();
        gateway.issue(source, APP);
        vault.revoke(FakeVault.TOKEN).accept("renewed");
        Files.writeString(file, "renewed");

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);

        assertThat(vault.credsRequests())
                .extracting(request -> request.header("x-vault-token").orElseThrow())
                .containsExactly(FakeVault.TOKEN, FakeVault.TOKEN, "renewed");
    }

    @Test
    void asksNoSecondTimeWithATokenThatWasRefused() throws IOException {
        vault.revoke(FakeVault.TOKEN);

        assertThat(gateway.tokenFile(file(FakeVault.TOKEN)).failure().code()).isEqualTo("vault.permission_denied");
        assertThat(vault.requests()).hasSize(1);
    }

    @Test
    void asksTwiceAtMost() throws IOException {
        Path file = file("one");
        VaultSource source = gateway.tokenFile(file).source();
        vault.hold();
        var answer = gateway.issuing(source, APP);
        Awaitility.await().untilAsserted(() -> assertThat(vault.holding()).isEqualTo(1));
        Files.writeString(file, "two");
        vault.release();

        assertThat(VaultFixture.await(answer)).isInstanceOf(Outcome.Denied.class);
        assertThat(vault.requests()).hasSize(2);
    }

    @Test
    void healsWhenTheFileAppears() throws IOException {
        Path file = directory.resolve("later");
        VaultSource source = gateway.tokenFile(file).source();

        assertThat(gateway.issue(source, APP)).isInstanceOfSatisfying(Outcome.Unavailable.class, none -> {
            assertThat(none.code()).isEqualTo("vault.no_token");
            assertThat(none.message()).contains(file.toString(), "does not exist", "VAULT_TOKEN");
            assertThat(VaultSource.isOwnTrouble(none)).isTrue();
        });
        assertThat(vault.requests()).isEmpty();
        Files.writeString(file, FakeVault.TOKEN);
        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "two words", "hvs.caf\u00e9", "a\u0000b"})
    void refusesWhatCannotBeAToken(String content) throws IOException {
        assertThat(gateway.tokenFile(file(content)).failure().code()).isEqualTo("vault.no_token");
        assertThat(gateway.token(content).failure().code()).isEqualTo("vault.no_token");
        assertThat(vault.requests()).isEmpty();
    }

    @Test
    void saysWhenTheFileCannotBeRead() {
        assertThat(gateway.tokenFile(directory).failure().message()).contains("cannot be read");
    }

    @Test
    void looksTheTokenUpOnceAndOnlyAfterItHasWorked() {
        vault.tokenData(new JsonObject().put("expire_time", "2026-03-02T00:00:00.5Z"));
        VaultSource source = gateway.source();

        IntStream.range(0, 3).forEach(i -> gateway.issue(source, APP));

        Awaitility.await().untilAsserted(() -> assertThat(source.status().tokenExpires())
                .contains(Instant.parse("2026-03-02T00:00:00.5Z")));
        assertThat(vault.requests().get(0).path()).isEqualTo("/v1/aws/creds/app");
        assertThat(lookups()).isEqualTo(1);
        assertThat(gateway.registry.scrape())
                .contains("credence_vault_token_expiry_timestamp_seconds{backend=\"vault\"} 1.7724096E9");
    }

    @Test
    void noOneWaitsForALookUpThatHangsOrFails() {
        VaultSource source = gateway.source();

        for (FakeReply reply : List.of(FakeReply.silence(), FakeReply.error(403, "no"), FakeReply.of(200, "[]"))) {
            vault.respondToLookup(reply);
            assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
        }

        assertThat(source.status().tokenExpires()).isEmpty();
    }

    @Test
    void looksAgainWhenTheEndHasPassedUnlessTheTokenIsOfLimitedUse() {
        Instant[] now = {NOW};
        vault.tokenData(new JsonObject().put("ttl", 60).put("num_uses", 0));
        VaultSource source = gateway.clock(() -> now[0]).source();
        issueUntilExpiryIs(source, NOW.plusSeconds(60));

        now[0] = NOW.plusSeconds(61);
        vault.tokenData(new JsonObject().put("ttl", 60).put("num_uses", 5));
        issueUntilExpiryIs(source, NOW.plusSeconds(121));
        now[0] = NOW.plusSeconds(200);
        gateway.issue(source, APP);
        gateway.issue(source, APP);

        assertThat(lookups()).isEqualTo(2);
    }

    private void issueUntilExpiryIs(VaultSource source, Instant end) {
        gateway.issue(source, APP);
        Awaitility.await()
                .untilAsserted(() -> assertThat(source.status().tokenExpires()).contains(end));
    }

    private long lookups() {
        return vault.requests().stream()
                .filter(request -> request.path().equals(LOOKUP))
                .count();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("token"), content);
    }
}
