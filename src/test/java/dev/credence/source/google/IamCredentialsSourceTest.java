package dev.credence.source.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.GcpAccessToken;
import dev.credence.credential.GcpIdToken;
import dev.credence.credential.GcpServiceAccount;
import dev.credence.credential.Outcome;
import dev.credence.source.DerivingGateway;
import dev.credence.source.UpstreamHttp;
import dev.credence.source.vault.VaultFixture;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FakeWeb;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ID tokens from access tokens: what is sent, what comes back, what goes wrong. */
@Timeout(60)
class IamCredentialsSourceTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final String EMAIL = "app@project.iam.gserviceaccount.com";
    private static final String ACCESS = "ya29." + FakeVault.CANARY;
    private static final CredentialKey TOKEN = new CredentialKey(
            Cloud.GCP,
            "app",
            "vault",
            Map.of(CredentialKey.MOUNT, "gcp", CredentialKey.ROLE, "app", CredentialKey.KIND, "auto"));

    private static Vertx vertx;

    private FakeWeb web;
    private DerivingGateway gateway;
    private IamCredentialsSource source;
    private Duration timeout = Duration.ofSeconds(5);
    private Optional<String> email = Optional.of(EMAIL);

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    }

    @AfterAll
    static void stopVertx() {
        VaultFixture.await(vertx.close());
    }

    @BeforeEach
    void start() {
        web = new FakeWeb(vertx, request -> token(jwt(START.plusSeconds(3600))));
        gateway = new DerivingGateway(
                vertx,
                number -> new GcpAccessToken(
                        Secret.of(ACCESS), new GcpServiceAccount(email, Optional.empty(), List.of())));
        source = gateway.with(this::create);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void hasATokenMadeForTheAudienceAndKeepsItUntilFiveMinutesBeforeItsEnd() {
        Outcome.Issued issued = (Outcome.Issued) gateway.issue(source, key("standard"));

        assertThat(((GcpIdToken) issued.credential()).token().reveal()).isEqualTo(jwt(START.plusSeconds(3600)));
        assertThat(issued.expires()).isEqualTo(START.plusSeconds(3300));
        FakeRequest request = web.requests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v1/projects/-/serviceAccounts/" + EMAIL + ":generateIdToken");
        assertThat(request.header("authorization")).contains("Bearer " + ACCESS);
        assertThat(request.header("content-type")).contains("application/json");
        assertThat(new JsonObject(request.body()))
                .isEqualTo(new JsonObject().put("audience", "https://service").put("includeEmail", false));
    }

    @Test
    void hasTheAddressOfTheAccountPutIntoATokenOfTheFullFormat() {
        gateway.issue(source, key("full"));

        assertThat(new JsonObject(web.requests().get(0).body()).getBoolean("includeEmail"))
                .isTrue();
    }

    @Test
    void takesTheConfiguredAddressWhereVaultDoesNotTellIt() {
        email = Optional.empty();
        CredentialKey key = TOKEN.derive(
                web.address().toString(),
                Map.of(CredentialKey.AUDIENCE, "a", CredentialKey.FORMAT, "full", CredentialKey.EMAIL, "b@c"));

        assertThat(gateway.issue(source, key)).isInstanceOf(Outcome.Issued.class);
        assertThat(web.requests().get(0).path()).contains("/b@c:generateIdToken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", "a?b", "a b"})
    void asksNothingWithoutAnAddress(String address) {
        email = Optional.of(address);

        Outcome.Failure failure = (Outcome.Failure) gateway.issue(source, key("full"));

        assertThat(failure.code()).isEqualTo("gcp.email_unknown");
        assertThat(IamCredentialsSource.isOwnTrouble(failure)).isTrue();
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void passesOnWhyThereIsNoAccessToken() {
        Outcome.Failure sealed = new Outcome.Unavailable("vault.sealed", "unseal Vault");
        gateway.vaultFails(sealed);

        assertThat(gateway.issue(source, key("full"))).isEqualTo(sealed);
        assertThat(IamCredentialsSource.isOwnTrouble(sealed)).isTrue();
        assertThat(web.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT, gcp.bad_request",
        "403, PERMISSION_DENIED, gcp.permission_denied",
        "404, NOT_FOUND, gcp.account_not_found"
    })
    void believesARefusalAndSaysWhatGoogleSays(int status, String word, String code) {
        web.always(refusal(status, word));

        Outcome outcome = gateway.issue(source, key("full"));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refusal.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.message()).contains(word, "No, ***.").doesNotContain("second line");
            assertThat(IamCredentialsSource.isOwnTrouble(refused)).isFalse();
        });
        assertThat(gateway.replaced()).isZero();
    }

    @Test
    void asksForAnotherAccessTokenWhenItIsRefusedItself() {
        web.always(refusal(401, "UNAUTHENTICATED"));

        assertThat(((Outcome.Failure) gateway.issue(source, key("full"))).code())
                .isEqualTo("gcp.permission_denied");
        assertThat(gateway.replaced()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"500, gcp.unavailable", "503, gcp.unavailable", "302, gcp.bad_answer"})
    void countsAnOutageAgainstTheApi(int status, String code) {
        web.always(FakeReply.of(status, "<html>"));

        assertUnavailable(code);
        assertThat(source.status().lastError()).isPresent();
    }

    @Test
    void isThrottledForAsLongAsTheApiAsks() {
        web.always(FakeReply.of(429, "").with("Retry-After", "3"));

        assertThat(gateway.issue(source, key("full")))
                .isInstanceOfSatisfying(Outcome.Throttled.class, throttled -> assertThat(throttled.retryAfter())
                        .isEqualTo(Duration.ofSeconds(3)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canary7F3A",
                "{}",
                "{\"token\":7}",
                "{\"token\":\"canary7F3A\"}",
                "{\"token\":\"a.canary7F3A.c\"}",
                "{\"token\":\"a.!.c\"}",
                "{\"token\":\"a.e30.c\"}",
                "{\"token\":\"a.W10.c\"}",
                "{\"token\":\"a..c\"}"
            })
    void refusesNonsenseWithoutQuotingIt(String body) {
        web.always(FakeReply.of(200, body));

        assertUnavailable("gcp.bad_answer");
    }

    @Test
    void refusesATokenThatIsAsGoodAsOver() {
        web.always(token(jwt(START.plusSeconds(300))));

        assertUnavailable("gcp.bad_answer");
    }

    @Test
    void refusesAnAnswerWithoutEnd() {
        web.always(FakeReply.of(200, "y".repeat(UpstreamHttp.LARGEST_BODY + 1)));

        assertUnavailable("gcp.bad_answer");
    }

    @Test
    void givesUpOnAnApiThatHangsAndSurvivesABrokenConnection() {
        timeout = Duration.ofMillis(300);
        source = gateway.with(this::create);

        for (FakeReply reply :
                List.of(FakeReply.silence(), FakeReply.stuck("{"), FakeReply.reset(), FakeReply.cut("{\"token\":"))) {
            web.always(reply);
            assertUnavailable("gcp.unavailable");
        }
        web.always(null);

        assertThat(gateway.issue(source, key("full"))).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void tellsNoSecret() {
        String said = gateway.issue(source, key("full")) + "" + source.status();

        assertThat(said + gateway.registry.scrape()).doesNotContain(FakeVault.CANARY);
        assertThat(gateway.registry.scrape()).contains("operation=\"gcp_id_token\",outcome=\"ok\"} 1.0");
    }

    @Test
    void refusesAKeyThatNamesNoAccessToken() {
        assertThat(((Outcome.Failure) gateway.issue(source, TOKEN)).code()).isEqualTo("gcp.no_access_token");
    }

    private IamCredentialsSource create() {
        return new IamCredentialsSource(vertx, web.address(), gateway, gateway.time(), timeout, gateway.meters);
    }

    private CredentialKey key(String format) {
        return TOKEN.derive(
                web.address().toString(),
                Map.of(CredentialKey.AUDIENCE, "https://service", CredentialKey.FORMAT, format));
    }

    private void assertUnavailable(String code) {
        assertThat(gateway.issue(source, key("full"))).isInstanceOfSatisfying(Outcome.Unavailable.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).doesNotContain(FakeVault.CANARY);
            assertThat(IamCredentialsSource.isOwnTrouble(failure)).isFalse();
        });
    }

    private static FakeReply refusal(int status, String word) {
        JsonObject error = new JsonObject()
                .put("code", status)
                .put("message", "No, " + ACCESS + ".\nA second line.")
                .put("status", word);
        return FakeReply.json(status, new JsonObject().put("error", error));
    }

    private static FakeReply token(String jwt) {
        return FakeReply.json(200, new JsonObject().put("token", jwt));
    }

    private static String jwt(Instant end) {
        String claims = new JsonObject()
                .put("aud", "https://service")
                .put("exp", end.getEpochSecond())
                .put("note", FakeVault.CANARY)
                .encode();
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + "." + FakeVault.CANARY;
    }
}
