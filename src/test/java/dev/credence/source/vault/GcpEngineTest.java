package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.GcpAccessToken;
import dev.credence.credential.GcpServiceAccount;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens of the Google Cloud engine, wherever the role is, and whose they are. */
class GcpEngineTest extends VaultTest {
    private static final Instant ASKED = Instant.parse("2026-03-01T12:00:00Z");
    private static final String EMAIL = "app@project.iam.gserviceaccount.com";
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final FakeReply UNKNOWN = FakeReply.error(400, "role set 'app' does not exists");
    private static final FakeReply ABSENT = FakeReply.error(404, "1 error occurred:\n\t* unsupported path\n\n");
    private static final FakeReply FORBIDDEN = FakeReply.error(403, "1 error occurred:\n\t* permission denied\n\n");

    @ParameterizedTest
    @ValueSource(strings = {"impersonated-account", "static-account", "roleset"})
    void issuesATokenWithTheAccountThatItIsFor(String kind) {
        roleAt(kind);

        Outcome.Issued issued = (Outcome.Issued) gateway.issue(key(kind));

        GcpAccessToken token = (GcpAccessToken) issued.credential();
        assertThat(token.token().reveal()).isEqualTo("ya29." + FakeVault.CANARY);
        assertThat(token.account().email()).contains(EMAIL);
        assertThat(token.account().projectId()).contains("project");
        assertThat(token.account().scopes()).containsExactly(SCOPE);
        assertThat(issued.expires()).isEqualTo(ASKED.plusSeconds(3599));
        assertThat(issued.lease()).isEmpty();
        assertThat(paths()).containsExactlyInAnyOrder(kind + "/app/token", kind + "/app");
    }

    @ParameterizedTest(name = "ttl {0}, ends at {1}: {2} s")
    @CsvSource({"3599, 1772370000, 3599", "3599, 1772366460, 60", ", 1772366460, 60", "0, 1772366460, 60", "120, , 120"
    })
    void endsAtTheEarlierOfWhatIsTold(Long ttl, Long end, long seconds) {
        respond("roleset/app/token", token().put("token_ttl", ttl).put("expires_at_seconds", end));

        Outcome.Issued issued = (Outcome.Issued) gateway.issue(key("roleset"));

        assertThat(issued.expires()).isEqualTo(ASKED.plusSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\":{}}",
                "{\"data\":{\"token\":\"canary7F3A\"}}",
                "{\"data\":{\"token\":\"\",\"token_ttl\":60}}",
                "{\"data\":{\"token\":7,\"token_ttl\":60}}",
                "{\"data\":{\"token\":\"canary7F3A\",\"token_ttl\":-1}}",
                "{\"data\":{\"token\":\"canary7F3A\",\"token_ttl\":\"soon\"}}",
                "{\"data\":{\"token\":\"canary7F3A\",\"token_ttl\":60,\"expires_at_seconds\":1}}"
            })
    void refusesNonsenseWithoutQuotingIt(String body) {
        vault.respondTo("gcp/roleset/app/token", FakeReply.of(200, body));

        Outcome.Failure failure = (Outcome.Failure) gateway.issue(key("roleset"));

        assertThat(failure.code()).isEqualTo("vault.bad_answer");
        assertThat(failure.toString()).doesNotContain(FakeVault.CANARY);
    }

    @Test
    void looksForTheRoleAmongAllKindsAndRemembersWhereItWas() {
        vault.respondTo("gcp/impersonated-account/app/token", ABSENT);
        roleAt("roleset");
        vault.respondTo("gcp/static-account/app/token", FORBIDDEN);
        VaultSource source = gateway.source();

        assertThat(gateway.issue(source, key("auto"))).isInstanceOf(Outcome.Issued.class);
        assertThat(gateway.issue(source, key("auto"))).isInstanceOf(Outcome.Issued.class);

        assertThat(tokenPaths())
                .containsExactly(
                        "impersonated-account/app/token",
                        "static-account/app/token",
                        "roleset/app/token",
                        "roleset/app/token");
    }

    @Test
    void looksEverywhereAgainAfterHalfAnHour() {
        vault.respondTo("gcp/impersonated-account/app/token", UNKNOWN);
        roleAt("static-account");
        VaultSource source = gateway.source();
        gateway.issue(source, key("auto"));
        gateway.skip(Duration.ofMinutes(29));
        gateway.issue(source, key("auto"));
        assertThat(vault.requests("gcp/impersonated-account/app/token")).isEqualTo(1);
        roleAt("impersonated-account");

        gateway.skip(Duration.ofMinutes(1));
        gateway.issue(source, key("auto"));
        gateway.issue(source, key("auto"));

        assertThat(vault.requests("gcp/impersonated-account/app/token")).isEqualTo(3);
        assertThat(vault.requests("gcp/static-account/app/token")).isEqualTo(2);
    }

    @Test
    void looksEverywhereAtOnceWhenTheRoleHasMoved() {
        vault.respondTo("gcp/impersonated-account/app/token", UNKNOWN);
        roleAt("static-account");
        VaultSource source = gateway.source();
        gateway.issue(source, key("auto"));
        vault.respondTo("gcp/static-account/app/token", UNKNOWN);
        roleAt("roleset");

        assertThat(gateway.issue(source, key("auto"))).isInstanceOf(Outcome.Issued.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void anOutageEndsTheSearch(int status) {
        vault.respondTo("gcp/impersonated-account/app/token", FakeReply.error(status));
        roleAt("static-account");

        assertThat(gateway.issue(key("auto"))).isNotInstanceOfAny(Outcome.Issued.class, Outcome.Refusal.class);
        assertThat(tokenPaths()).containsExactly("impersonated-account/app/token");
    }

    @Test
    void tellsThatItIsForbiddenRatherThanThatItIsNotThere() {
        vault.respondTo("gcp/impersonated-account/app/token", ABSENT);
        vault.respondTo("gcp/static-account/app/token", FORBIDDEN);
        vault.respondTo("gcp/roleset/app/token", UNKNOWN);

        assertThat(((Outcome.Failure) gateway.issue(key("auto"))).code()).isEqualTo("vault.permission_denied");
        assertThat(vault.requests("gcp/token/app")).isZero();
    }

    @Test
    void tellsThatTheRoleIsNowhere() {
        for (String kind : List.of("impersonated-account", "static-account", "roleset")) {
            vault.respondTo("gcp/" + kind + "/app/token", UNKNOWN);
        }

        assertThat(gateway.issue(key("auto")))
                .isInstanceOfSatisfying(Outcome.NotFound.class, missing -> assertThat(missing.toString())
                        .contains("vault.role_not_found", "no kind of account"));
    }

    @Test
    void asksAnUnmountedEngineOnce() {
        assertThat(((Outcome.Failure) gateway.issue(key("auto"))).code()).isEqualTo("vault.mount_not_found");
        assertThat(tokenPaths()).hasSize(1);
    }

    @Test
    void asksAnOldVaultForARolesetWhereItHasItAndRemembersThat() {
        vault.respondTo("gcp/roleset/app/token", ABSENT);
        vault.respondTo("gcp/roleset/app", account());
        respond("token/app", token());
        VaultSource source = gateway.source();

        Outcome.Issued issued = (Outcome.Issued) gateway.issue(source, key("roleset"));
        gateway.issue(source, key("roleset"));

        assertThat(((GcpAccessToken) issued.credential()).account().email()).contains(EMAIL);
        assertThat(tokenPaths()).containsExactly("roleset/app/token", "token/app", "token/app");
    }

    @Test
    void readsTheAccountBesideTheTokenAndOnlyOnce() {
        roleAt("roleset");
        VaultSource source = gateway.source();
        vault.hold();
        var answer = gateway.issuing(source, key("roleset"));
        // Both are under way before either is answered.
        Awaitility.await().untilAsserted(() -> assertThat(vault.holding()).isEqualTo(2));
        vault.release();
        VaultFixture.await(answer);

        vault.respondTo("gcp/roleset/app", FakeReply.error(500));
        Outcome.Issued again = (Outcome.Issued) gateway.issue(source, key("roleset"));

        assertThat(((GcpAccessToken) again.credential()).account().email()).contains(EMAIL);
        assertThat(vault.requests("gcp/roleset/app")).isEqualTo(1);
    }

    @Test
    void doesNotWaitForAnAccountThatIsNotTold() {
        roleAt("roleset");
        vault.respondTo("gcp/roleset/app", FakeReply.silence());
        VaultSource source = gateway.timeout(Duration.ofSeconds(30)).source();

        Outcome.Issued issued = (Outcome.Issued) gateway.issue(source, key("roleset"));

        assertThat(((GcpAccessToken) issued.credential()).account()).isEqualTo(GcpServiceAccount.UNKNOWN);
    }

    @Test
    void triesAForbiddenAccountAgainAfterHalfAnHour() {
        roleAt("roleset");
        vault.respondTo("gcp/roleset/app", FORBIDDEN);
        VaultSource source = gateway.source();
        Outcome.Issued first = (Outcome.Issued) gateway.issue(source, key("roleset"));
        gateway.skip(Duration.ofMinutes(29));
        gateway.issue(source, key("roleset"));
        assertThat(((GcpAccessToken) first.credential()).account()).isEqualTo(GcpServiceAccount.UNKNOWN);
        assertThat(vault.requests("gcp/roleset/app")).isEqualTo(1);
        vault.respondTo("gcp/roleset/app", account());

        gateway.skip(Duration.ofMinutes(1));
        Outcome.Issued later = (Outcome.Issued) gateway.issue(source, key("roleset"));

        assertThat(((GcpAccessToken) later.credential()).account().email()).contains(EMAIL);
    }

    @Test
    void triesAnAccountThatCouldNotBeReadAgainWithTheNextToken() {
        roleAt("roleset");
        vault.respondTo("gcp/roleset/app", FakeReply.error(500));
        VaultSource source = gateway.source();
        gateway.issue(source, key("roleset"));
        vault.respondTo("gcp/roleset/app", account());

        Outcome.Issued next = (Outcome.Issued) gateway.issue(source, key("roleset"));

        assertThat(((GcpAccessToken) next.credential()).account().email()).contains(EMAIL);
    }

    @ParameterizedTest
    @CsvSource({"gcp, a/b, auto", "gcp, .., roleset", "../sys, app, auto", "gcp, app, other", "gcp, '', auto"})
    void neverLeavesItsSegments(String mount, String role, String kind) {
        assertThat(((Outcome.Failure) gateway.issue(key(mount, role, kind))).code())
                .isEqualTo("vault.invalid_name");
        assertThat(vault.requests()).isEmpty();
    }

    private static CredentialKey key(String kind) {
        return key("gcp", "app", kind);
    }

    private static CredentialKey key(String mount, String role, String kind) {
        return new CredentialKey(
                Cloud.GCP,
                "app",
                "vault",
                Map.of(CredentialKey.MOUNT, mount, CredentialKey.ROLE, role, CredentialKey.KIND, kind));
    }

    private void roleAt(String kind) {
        respond(kind + "/app/token", token());
        vault.respondTo("gcp/" + kind + "/app", account());
    }

    private void respond(String path, JsonObject data) {
        vault.respondTo("gcp/" + path, FakeReply.json(200, new JsonObject().put("data", data)));
    }

    private static JsonObject token() {
        return new JsonObject()
                .put("token", "ya29." + FakeVault.CANARY)
                .put("token_ttl", 3599)
                .put("expires_at_seconds", ASKED.plusSeconds(3600).getEpochSecond());
    }

    private static FakeReply account() {
        String data =
                "{\"service_account_email\":\"%s\",\"service_account_project\":\"project\",\"token_scopes\":[\"%s\"]}";
        return FakeReply.of(200, "{\"data\":" + data.formatted(EMAIL, SCOPE) + "}");
    }

    private List<String> paths() {
        return vault.requests().stream()
                .map(FakeRequest::path)
                .filter(path -> path.startsWith("/v1/gcp/"))
                .map(path -> path.substring("/v1/gcp/".length()))
                .toList();
    }

    private List<String> tokenPaths() {
        return paths().stream().filter(path -> path.contains("token")).toList();
    }
}
