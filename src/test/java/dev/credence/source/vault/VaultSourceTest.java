package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static dev.credence.source.vault.VaultFixture.NOW;
import static dev.credence.source.vault.VaultFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Vault issues, and what a source makes of it. */
class VaultSourceTest extends VaultTest {
    private static final Instant ASKED = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void issuesTheSessionOfAnAssumedRole() {
        Outcome.Issued issued = (Outcome.Issued) gateway.issue();

        AwsCredential credential = (AwsCredential) issued.credential();
        assertThat(credential.accessKeyId()).isEqualTo("ASIA0000000000000001");
        assertThat(credential.secretAccessKey().reveal()).isEqualTo(FakeVault.CANARY + "/secret/1");
        assertThat(credential.sessionToken().orElseThrow().reveal()).isEqualTo(FakeVault.CANARY + "-session-1");
        assertThat(credential.accountId()).contains("123456789012");
        assertThat(credential.roleArn()).contains("arn:aws:iam::123456789012:role/app");
        assertThat(issued.expires()).isEqualTo(ASKED.plusSeconds(3600));
    }

    @ParameterizedTest
    @ValueSource(strings = {"federation_token", "session_token"})
    void issuesTokensOfUsersWithoutAnAccount(String type) {
        vault.role("app", type);

        AwsCredential credential = (AwsCredential) ((Outcome.Issued) gateway.issue()).credential();

        assertThat(credential.sessionToken()).isPresent();
        assertThat(credential.accountId()).isEmpty();
        assertThat(credential.roleArn()).isEmpty();
    }

    @Test
    void issuesKeysOfAnIamUserWithoutASessionToken() {
        vault.role("app", "iam_user", 2_764_800);

        Outcome.Issued issued = (Outcome.Issued) gateway.issue();

        assertThat(((AwsCredential) issued.credential()).sessionToken()).isEmpty();
        assertThat(issued.expires()).isEqualTo(ASKED.plusSeconds(2_764_800));
    }

    @Test
    void asksExactlyOnceForAColdKey() {
        vault.hold();
        var answer = gateway.issuing(gateway.source(), APP);
        Awaitility.await().untilAsserted(() -> assertThat(vault.holding()).isEqualTo(1));

        assertThat(vault.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).isEqualTo("/v1/aws/creds/app");
            assertThat(request.query()).isEmpty();
            assertThat(request.header("x-vault-token")).contains(FakeVault.TOKEN);
            assertThat(request.header("x-vault-request")).contains("true");
            assertThat(request.header("x-vault-namespace")).isEmpty();
        });
        vault.release();
        assertThat(VaultFixture.await(answer)).isInstanceOf(Outcome.Issued.class);
        assertThat(vault.credsRequests()).hasSize(1);
    }

    @Test
    void sendsWhatTheKeyAsksForAndTheNamespaceWithItsSlash() {
        String arn = "arn:aws:iam::123456789012:role/team/app";
        CredentialKey key = key(
                "app",
                CredentialKey.ROLE_ARN,
                arn,
                CredentialKey.TTL,
                "900",
                CredentialKey.SESSION_NAME,
                "a b&c=d@node");

        Outcome.Issued issued = (Outcome.Issued) gateway.namespace("team/a").issue(key);

        FakeRequest request = vault.credsRequests().get(0);
        assertThat(request.query())
                .isEqualTo(Map.of("role_arn", arn, "ttl", "900", "role_session_name", "a b&c=d@node"));
        assertThat(request.header("x-vault-namespace")).contains("team/a/");
        // The session's own ARN has lost the path.
        assertThat(((AwsCredential) issued.credential()).roleArn()).contains(arn);
    }

    @Test
    void encodesOddNames() {
        vault.role("a b%2e?x#ü", "assumed_role");

        assertThat(gateway.issue(key("a b%2e?x#ü"))).isInstanceOf(Outcome.Issued.class);
        assertThat(vault.credsRequests().get(0).path()).isEqualTo("/v1/aws/creds/a%20b%252e%3Fx%23%C3%BC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "../../sys/seal", "a\\b", "a\nb"})
    void neverLeavesTheSegmentOfTheRole(String role) {
        assertThat(gateway.issue(key(role)))
                .isInstanceOfSatisfying(Outcome.Denied.class, denied -> assertThat(denied.code())
                        .isEqualTo("vault.invalid_name"));
        assertThat(vault.requests()).isEmpty();
    }

    @ParameterizedTest(name = "ttl {0}, lease {1}: {2} s")
    @CsvSource({
        "3600, 3599, 3599",
        "900, 3600, 900",
        "0, 1800, 1800",
        ", 1800, 1800",
        "1200, 0, 1200",
        "1200, , 1200",
        "0, 0, 900",
        ", , 900",
        "99999999999999, , 31536000"
    })
    void livesAsLongAsTheShorterOfWhatIsTold(Long ttl, Long lease, long seconds) {
        JsonObject body = body().put("lease_duration", lease);
        body.getJsonObject("data").put("ttl", ttl);
        vault.respondToCreds("app", body);

        assertThat(gateway.issue()).isInstanceOfSatisfying(Outcome.Issued.class, issued -> assertThat(issued.expires())
                .isEqualTo(ASKED.plusSeconds(seconds)));
    }

    @Test
    void countsTheLifeFromTheStartOfTheRequestAndRefusesWhatHasExpiredMeanwhile() {
        Instant[] now = {NOW};
        vault.role("app", "assumed_role", 60).hold();
        var answer = gateway.clock(() -> now[0]).issuing(gateway.source(), APP);
        Awaitility.await().untilAsserted(() -> assertThat(vault.holding()).isEqualTo(1));

        now[0] = NOW.plusSeconds(61);
        vault.release();

        assertThat(VaultFixture.await(answer))
                .isInstanceOfSatisfying(Outcome.Unavailable.class, late -> assertThat(late.code())
                        .isEqualTo("vault.bad_answer"));
    }

    @Test
    void readsTheOlderNameOfTheSessionToken() {
        JsonObject body = body();
        body.getJsonObject("data").put("session_token", "").put("security_token", "older");
        vault.respondToCreds("app", body);

        AwsCredential credential = (AwsCredential) ((Outcome.Issued) gateway.issue()).credential();

        assertThat(credential.sessionToken().orElseThrow().reveal()).isEqualTo("older");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\":null}",
                "{\"data\":[]}",
                "{\"data\":{\"access_key\":\"A\"}}",
                "{\"data\":{\"secret_key\":\"canary7F3A\"}}",
                "{\"data\":{\"access_key\":7,\"secret_key\":\"canary7F3A\"}}",
                "{\"data\":{\"access_key\":\"\",\"secret_key\":\"canary7F3A\"}}",
                "{\"data\":{\"access_key\":\"A\",\"secret_key\":\"canary7F3A\",\"session_token\":{}}}",
                "{\"data\":{\"access_key\":\"A\",\"secret_key\":\"canary7F3A\",\"security_token\":7}}",
                "{\"data\":{\"access_key\":\"A\",\"secret_key\":\"canary7F3A\",\"ttl\":\"long\"}}",
                "{\"data\":{\"access_key\":\"A\",\"secret_key\":\"canary7F3A\",\"ttl\":-1}}",
                "[]",
                "\"canary7F3A\"",
                "null",
                "",
                "{\"data\":{\"secret_key\":\"canary7F3A",
                "<html>canary7F3A</html>"
            })
    void neverTakesAnAnswerThatIsIncomplete(String body) {
        vault.respondToCreds("app", FakeReply.of(200, body));

        assertThat(gateway.issue()).isInstanceOfSatisfying(Outcome.Unavailable.class, bad -> {
            assertThat(bad.code()).isEqualTo("vault.bad_answer");
            assertThat(bad.message()).doesNotContain(FakeVault.CANARY);
        });
    }

    @Test
    void asksAtTheOtherPathForRolesOfTheOldKindAndRemembersIt() {
        vault.role("app", "federation_token")
                .next(
                        FakeReply.error(
                                400,
                                "attempted to retrieve federation_token credentials through the creds path; this is not allowed for legacy roles"));
        VaultSource source = gateway.source();

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);

        assertThat(vault.credsRequests())
                .extracting(FakeRequest::path)
                .containsExactly("/v1/aws/creds/app", "/v1/aws/sts/app", "/v1/aws/sts/app");
    }

    @Test
    void tellsTheLastErrorUntilSomethingSucceeds() {
        VaultSource source = gateway.source();
        vault.fail(503, "{\"errors\":[\"Vault is sealed\"]}");

        gateway.issue(source, APP);

        assertThat(source.status().name()).isEqualTo("vault");
        assertThat(source.status().lastError().orElseThrow()).contains("sealed");
        assertThat(source.status().lastErrorAt()).contains(NOW);
        vault.heal();
        gateway.issue(source, APP);
        assertThat(source.status().lastError()).isEmpty();
    }

    @Test
    void issuesNothingForACloudWithoutAnEngine() {
        CredentialKey key = new CredentialKey(Cloud.GCP, "app", "vault", Map.of());

        assertThat(gateway.issue(key)).isInstanceOf(Outcome.Denied.class);
    }

    @Test
    void answersWithAValueAlsoWhenItIsClosed() {
        VaultSource source = gateway.timeout(Duration.ofSeconds(1)).source();
        gateway.on(source::close);

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Unavailable.class);
    }

    private static JsonObject body() {
        return new JsonObject()
                .put(
                        "data",
                        new JsonObject()
                                .put("access_key", "ASIA1234")
                                .put("secret_key", FakeVault.CANARY)
                                .put("session_token", FakeVault.CANARY));
    }
}
