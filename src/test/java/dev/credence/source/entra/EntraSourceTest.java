package dev.credence.source.entra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Answer;
import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.AzureDirectory;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.UpstreamHttp;
import dev.credence.source.vault.VaultFixture;
import dev.credence.testing.FakeEntra;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FakeWeb;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens from principals: what is sent, what comes back, what goes wrong. */
class EntraSourceTest extends EntraTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void exchangesThePrincipalForATokenOfTheResourceAsAsked() {
        Outcome.Issued issued = (Outcome.Issued) gateway.issue(source, token(ARM));

        AzureAccessToken token = (AzureAccessToken) issued.credential();
        assertThat(token.token().reveal()).isEqualTo(FakeVault.CANARY + "-token-1");
        assertThat(token.clientId()).contains("client-1");
        assertThat(token.directory()).isEqualTo(new AzureDirectory(Optional.of("tenant"), Optional.of("subscription")));
        assertThat(issued.expires()).isEqualTo(START.plusSeconds(3599));
        assertThat(issued.lease()).isEmpty();
        FakeRequest request = web.requests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/tenant/oauth2/v2.0/token");
        assertThat(FakeEntra.form(request))
                .isEqualTo(new TreeMap<>(Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "client-1",
                        "client_secret",
                        SECRET + 1,
                        "scope",
                        "https://management.azure.com//.default")));
    }

    @Test
    void asksTheConfiguredDirectoryRatherThanTheToldOne() {
        CredentialKey key = PRINCIPAL.derive(
                web.address().toString(), Map.of(CredentialKey.RESOURCE, "r", CredentialKey.TENANT, "other.example"));

        gateway.issue(source, key);

        assertThat(web.requests().get(0).path()).isEqualTo("/other.example/oauth2/v2.0/token");
    }

    @Test
    void saysWhatToDoWhenNobodyKnowsTheDirectory() {
        tenant = Optional.empty();

        Outcome.Failure failure = (Outcome.Failure) gateway.issue(source, token(ARM));

        assertThat(failure).isInstanceOf(Outcome.Denied.class);
        assertThat(failure.code()).isEqualTo("azure.tenant_unknown");
        assertThat(failure.message()).contains("tenant-id");
        assertThat(web.requests()).isEmpty();
        assertThat(EntraSource.isOwnTrouble(failure)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/b", "a?b", "", "-", "a b"})
    void neverLeavesTheSegmentOfTheDirectory(String name) {
        tenant = Optional.of(name);

        assertThat(((Outcome.Failure) gateway.issue(source, token(ARM))).code()).isEqualTo("azure.invalid_tenant");
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void twoResourcesAtOnceCostOnePrincipalAndOneExchangeEach() {
        gateway.vaultHolds();
        Future<Answer> one = gateway.asking(token("https://one"));
        Future<Answer> two = gateway.asking(token("https://two"));
        gateway.vaultAnswers();

        assertThat(List.of(VaultFixture.await(one), VaultFixture.await(two))).allMatch(Answer.Found.class::isInstance);
        assertThat(gateway.vaultCalls()).isEqualTo(1);
        assertThat(web.requests())
                .extracting(request -> FakeEntra.form(request).get("scope"))
                .containsExactlyInAnyOrder("https://one/.default", "https://two/.default");
    }

    @Test
    void passesOnWhyThereIsNoPrincipal() {
        Outcome.Failure sealed = new Outcome.Unavailable("vault.sealed", "unseal Vault");
        gateway.vaultFails(sealed);

        Outcome outcome = gateway.issue(source, token(ARM));

        assertThat(outcome).isEqualTo(sealed);
        assertThat(EntraSource.isOwnTrouble(sealed)).isTrue();
        assertThat(source.status().lastError()).isEmpty();
        assertThat(web.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_resource, 500011, azure.invalid_resource",
        "400, invalid_client, 650057, azure.invalid_resource",
        "400, invalid_resource, 1, azure.invalid_resource",
        "400, invalid_scope, 70011, azure.invalid_scope",
        "400, invalid_scope, 1002012, azure.invalid_scope",
        "400, invalid_request, 90002, azure.invalid_tenant",
        "400, unauthorized_client, 53003, azure.denied",
        "403, , , azure.denied"
    })
    void believesARefusal(int status, String error, Integer number, String code) {
        web.always(FakeEntra.refusal(status, error == null ? "" : error, number == null ? 0 : number, "No."));

        Outcome outcome = gateway.issue(source, token(ARM));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Denied.class, denied -> {
            assertThat(denied.code()).isEqualTo(code);
            assertThat(denied.message()).contains("No.").doesNotContain("Trace");
            assertThat(EntraSource.isOwnTrouble(denied)).isFalse();
        });
        assertThat(web.requests()).hasSize(1);
    }

    @Test
    void readsTheNumberInTheDescriptionWhereThereIsNoList() {
        web.always(FakeReply.of(400, "{\"error\":\"x\",\"error_description\":\"AADSTS500011: no such resource\"}"));

        assertThat(((Outcome.Failure) gateway.issue(source, token(ARM))).code()).isEqualTo("azure.invalid_resource");
    }

    @ParameterizedTest
    @CsvSource({"500, azure.unavailable", "503, azure.unavailable", "408, azure.unavailable", "302, azure.bad_answer"})
    void countsAnOutageAgainstTheAuthority(int status, String code) {
        web.always(FakeReply.of(status, "<html>"));

        assertUnavailable(code);
        assertThat(source.status().lastError()).isPresent();
    }

    @Test
    void isThrottledForAsLongAsTheAuthorityAsks() {
        web.always(FakeReply.of(429, "").with("Retry-After", "17"));

        assertThat(gateway.issue(source, token(ARM))).isInstanceOfSatisfying(Outcome.Throttled.class, throttled -> {
            assertThat(throttled.code()).isEqualTo("azure.throttled");
            assertThat(throttled.retryAfter()).isEqualTo(Duration.ofSeconds(17));
            assertThat(EntraSource.isOwnTrouble(throttled)).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canary7F3A",
                "[]",
                "\"canary7F3A\"",
                "{}",
                "{\"access_token\":\"canary7F3A\"}",
                "{\"expires_in\":3599}",
                "{\"access_token\":7,\"expires_in\":3599}",
                "{\"access_token\":\"canary7F3A\",\"expires_in\":-1}",
                "{\"access_token\":\"canary7F3A\",\"expires_in\":\"soon\"}",
                "{\"access_token\":\"canary7F3A\",\"expires_in\":{}}"
            })
    void refusesNonsenseWithoutQuotingIt(String body) {
        web.always(FakeReply.of(200, body));

        assertUnavailable("azure.bad_answer");
    }

    @Test
    void readsALifeThatIsText() {
        web.always(FakeReply.json(200, FakeEntra.token("t", "1200")));

        Outcome.Issued issued = (Outcome.Issued) gateway.issue(source, token(ARM));

        assertThat(issued.expires()).isEqualTo(START.plusSeconds(1200));
    }

    @Test
    void refusesAnAnswerWithoutEnd() {
        web.always(FakeReply.of(200, "{\"x\":\"" + "y".repeat(UpstreamHttp.LARGEST_BODY) + "\"}"));

        assertUnavailable("azure.bad_answer");
    }

    @Test
    void givesUpOnAnAuthorityThatHangsOrStopsHalfWay() {
        timeout = Duration.ofMillis(300);
        source = gateway.with(this::create);

        web.always(FakeReply.silence());
        assertUnavailable("azure.unavailable");
        web.always(FakeReply.stuck("{\"access_token\":\"canary7F3A"));
        assertUnavailable("azure.unavailable");
    }

    @Test
    void survivesAConnectionThatBreaks() {
        web.always(FakeReply.reset());
        assertUnavailable("azure.unavailable");
        web.always(FakeReply.cut("{\"access_token\":\"canary7F3A"));
        assertUnavailable("azure.unavailable");
        web.always(null);

        assertThat(gateway.issue(source, token(ARM))).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void waitsForAnAuthorityThatIsSlow() {
        web.always(request -> vertx.setTimer(
                3_000, fired -> entra.apply(new FakeRequest("POST", "", Map.of(), Map.of(), "client_id=client-1"))
                        .to(request)));

        assertThat(gateway.issue(source, token(ARM))).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void saysThatNobodyListens() {
        web.close();

        assertUnavailable("azure.unavailable");
        web = new FakeWeb(vertx, entra);
    }

    @Test
    void takesThePasswordOutOfWhatIsSaid() {
        web.always(FakeEntra.refusal(400, "x", 1, "the secret " + SECRET + "1 is wrong" + "!".repeat(400)));

        Outcome.Failure failure = (Outcome.Failure) gateway.issue(source, token(ARM));

        assertThat(failure.message()).contains("the secret *** is wrong").doesNotContain(FakeVault.CANARY);
        assertThat(failure.message().length()).isLessThan(300);
    }

    @Test
    void tellsNoSecretToMetersAndStatus() {
        StringBuilder said = new StringBuilder().append(gateway.issue(source, token(ARM)));
        web.always(FakeReply.of(401, "{\"error\":\"" + FakeVault.CANARY + "\"}"));
        said.append(gateway.issue(source, token(ARM))).append(source.status());

        assertThat(said + gateway.registry.scrape()).doesNotContain(FakeVault.CANARY);
        assertThat(gateway.registry.scrape())
                .contains("operation=\"azure_exchange\",outcome=\"ok\"} 1.0", "outcome=\"azure.denied\"} 1.0");
    }

    @Test
    void refusesAKeyThatNamesNoPrincipal() {
        Outcome outcome = gateway.issue(source, PRINCIPAL);

        assertThat(((Outcome.Failure) outcome).code()).isEqualTo("azure.no_principal");
        assertThat(web.requests()).isEmpty();
    }

    private void assertUnavailable(String code) {
        assertThat(gateway.issue(source, token(ARM))).isInstanceOfSatisfying(Outcome.Unavailable.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).doesNotContain(FakeVault.CANARY);
            assertThat(EntraSource.isOwnTrouble(failure)).isFalse();
        });
    }
}
