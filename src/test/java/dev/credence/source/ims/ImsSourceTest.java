package dev.credence.source.ims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.RateLimit;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.UpstreamHttp;
import dev.credence.source.vault.VaultFixture;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.FakeImds;
import dev.credence.testing.FakeProxy;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials from another metadata service: what is sent, what comes back, what goes wrong. */
@Timeout(60)
class ImsSourceTest {
    private static Vertx vertx;

    private ImsFixture service;

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
        service = new ImsFixture(vertx, "app", "other");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void takesTheCredentialsOfARole() {
        Outcome.Issued issued = (Outcome.Issued) service.issue(service.source(), "app");

        AwsCredential credential = (AwsCredential) issued.credential();
        assertThat(credential.accessKeyId()).isEqualTo("ASIAFAKE00000002");
        assertThat(credential.secretAccessKey().reveal()).isEqualTo(FakeVault.CANARY + "-key-2");
        assertThat(credential.sessionToken().orElseThrow().reveal()).isEqualTo(FakeVault.CANARY + "-session-2");
        assertThat(issued.expires()).isEqualTo("2026-03-01T11:00:00Z");
        assertThat(issued.lease()).isEmpty();
        assertThat(service.imds.lists()).isZero();
    }

    @Test
    void fetchesOneSessionTokenForAThousandCalls() {
        ImsSource source = service.source();

        for (int batch = 0; batch < 4; batch++) {
            List<Future<Outcome>> calls = IntStream.range(0, 250)
                    .mapToObj(number -> service.gateway.issuing(source, ImsFixture.key("app")))
                    .toList();
            calls.forEach(call -> assertThat(VaultFixture.await(call)).isInstanceOf(Outcome.Issued.class));
        }

        assertThat(service.imds.puts()).isEqualTo(1);
        assertThat(service.imds.gets("app")).isEqualTo(1_000);
        assertThat(service.imds.web().requests().get(0).header("x-aws-ec2-metadata-token-ttl-seconds"))
                .contains("21600");
        assertThat(service.imds.web().requests().get(0).header("content-length"))
                .contains("0");
    }

    @Test
    void renewsTheTokenBeforeItsEnd() {
        service.imds.versionTwo("300");
        ImsSource source = service.source();

        service.issue(source, "app");
        service.gateway.advance(Duration.ofSeconds(200));
        service.issue(source, "app");
        assertThat(service.imds.puts()).isEqualTo(1);
        service.gateway.advance(Duration.ofSeconds(75));
        service.issue(source, "app");

        assertThat(service.imds.puts()).isEqualTo(2);
    }

    @Test
    void fetchesAnotherTokenOnceWhenItsOwnIsNotTakenAnyMore() {
        ImsSource source = service.source();
        service.issue(source, "app");
        service.imds.forgetTokens();

        assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);
        assertThat(service.imds.puts()).isEqualTo(2);
        assertThat(service.imds.gets("app")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 400, 401, 403, 404, 405, 501})
    void goesOnWithoutATokenWhereThereIsNoneAndRemembersThat(int status) {
        service.imds.versionOne(FakeReply.of(status, "<html>what is that?</html>"));
        ImsSource source = service.source();

        assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);
        assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);
        assertThat(service.imds.puts()).isEqualTo(1);
        service.gateway.advance(Duration.ofMinutes(11));
        assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);

        assertThat(service.imds.puts()).isEqualTo(2);
        assertThat(service.imds.web().requests())
                .allSatisfy(request ->
                        assertThat(request.header("x-aws-ec2-metadata-token")).isEmpty());
    }

    /** As behind one router more than the service lets its tokens pass. */
    @Test
    void goesOnWithoutATokenWhereTheAnswerIsLostOnItsWay() {
        service.timeout(Duration.ofMillis(300)).retries(1);
        service.imds.versionOne(FakeReply.silence());
        ImsSource source = service.source();

        assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);
        assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);
        assertThat(service.imds.puts()).isEqualTo(1);
    }

    @Test
    void noticesThatTokensAreWantedFromNowOn() {
        service.imds.versionOne(FakeReply.of(404, ""));
        ImsSource source = service.source();
        service.issue(source, "app");
        service.imds.versionTwo("21600");

        assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);
        assertThat(service.imds.puts()).isEqualTo(2);
    }

    @Test
    void isDeniedWhereATokenIsWantedAndNoneGiven() {
        service.imds.impossible(FakeReply.of(403, ""));

        assertThat(service.issue(service.source(), "app"))
                .isInstanceOfSatisfying(Outcome.Denied.class, denied -> assertThat(denied.message())
                        .contains("session token", "401"));
        assertThat(service.imds.puts()).isEqualTo(2);
        assertThat(service.imds.gets("app")).isEqualTo(1);
    }

    @Test
    void asksForNothingWhileTheServiceIsTooBusyForTokens() {
        service.imds.impossible(FakeReply.of(503, ""));

        assertThat(service.issue(service.source(), "app")).isInstanceOf(Outcome.Unavailable.class);
        assertThat(service.imds.gets("app")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "403,, DENIED, ims.denied",
        "404,, NOT_FOUND, ims.not_found",
        "400,, DENIED, ims.denied",
        "429, 7, THROTTLED, ims.throttled",
        "503, 7, THROTTLED, ims.throttled",
        "503,, UNAVAILABLE, ims.unavailable",
        "500,, UNAVAILABLE, ims.unavailable",
        "407,, UNAVAILABLE, ims.unreachable",
        "302,, UNAVAILABLE, ims.unreadable",
        "204,, UNAVAILABLE, ims.unreadable",
    })
    void knowsWhatAStatusMeans(int status, String retryAfter, String kind, String code) {
        ImsSource source = service.source();
        service.issue(source, "app");
        FakeReply reply = FakeReply.of(status, "");
        service.imds.web().always(retryAfter == null ? reply : reply.with("Retry-After", retryAfter));

        Outcome.Failure failure = (Outcome.Failure) service.issue(source, "app");

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT))
                .isEqualTo(kind.replace("_", ""));
        if (failure instanceof Outcome.Throttled throttled) {
            assertThat(throttled.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        }
        assertThat(source.status().lastError()).contains(failure.message());
    }

    @ParameterizedTest
    @CsvSource({
        "AssumeRoleUnauthorizedAccess, ims.denied",
        "Failed, ims.denied",
        "InternalFailure, ims.unavailable",
        "ServiceUnavailable, ims.unavailable",
        "ThrottlingException, ims.throttled",
    })
    void believesACodeThatIsNoSuccess(String word, String code) {
        answers(new JsonObject().put("Code", word).put("Message", "No.\nA second line."));

        Outcome.Failure failure = (Outcome.Failure) service.issue(service.source(), "app");

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).contains(word, "No.").doesNotContain("second");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T16:00:00Z, 2026-03-01T16:00:00Z",
        "2026-03-01T16:00:00.999Z, 2026-03-01T16:00:00Z",
        "2026-03-01T16:00:00+02:00, 2026-03-01T14:00:00Z",
        "2026-03-01T16:00:00.5+0200, 2026-03-01T14:00:00Z",
        "2026-03-01 16:00:00+00, 2026-03-01T16:00:00Z",
        "2026-03-01t16:00:00z, 2026-03-01T16:00:00Z",
        "2026-03-01T16:00Z, 2026-03-01T16:00:00Z",
        "9999-12-31T23:59:59Z, 2027-03-01T10:00:00Z",
    })
    void readsTheEndInItsForms(String written, Instant end) {
        service.imds.expiration(written);

        assertThat(((Outcome.Issued) service.issue(service.source(), "app")).expires())
                .isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T16:00:00",
                "2026-03-01",
                "2026-03-01T09:59:59Z",
                "2026-03-01T10:00:00Z",
                "2026-03-01T10:00:00.9Z",
                "2026-03-01T12:00:00+02:00",
                "1772380800",
                "soon",
                "",
            })
    void neverServesWhatHasEndedOrMayHave(String written) {
        service.imds.expiration(written);

        assertThat(((Outcome.Failure) service.issue(service.source(), "app")).code())
                .isEqualTo("ims.unreadable");
    }

    @Test
    void readsWhatCompaniesOwnServicesWrite() {
        answers(new JsonObject()
                .put("access_key_id", "ASIAOWN")
                .put("secret_access_key", "s")
                .put("sessionToken", "t")
                .put("expiration", "2026-03-01T11:00:00Z")
                .put("AccountId", "123456789012")
                .put("Owner", 7));

        AwsCredential credential =
                (AwsCredential) ((Outcome.Issued) service.issue(service.source(), "app")).credential();

        assertThat(credential.accessKeyId()).isEqualTo("ASIAOWN");
        assertThat(credential.sessionToken().orElseThrow().reveal()).isEqualTo("t");
        assertThat(credential.accountId()).contains("123456789012");
    }

    @Test
    void takesKeysWithoutASessionTokenForThoseOfAUser() {
        answers(FakeImds.document(1, "2026-03-01T11:00:00Z").put("Token", ""));

        assertThat(((AwsCredential) ((Outcome.Issued) service.issue(service.source(), "app")).credential())
                        .sessionToken())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canary7F3A",
                "<html>canary7F3A</html>",
                "[\"canary7F3A\"]",
                "{}",
                "{\"AccessKeyId\":7}",
                "{\"AccessKeyId\":\"canary7F3A\"}",
                "{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"canary7F3A\"}",
                "{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"canary7F3A\",\"Expiration\":null}",
                "{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"canary7F3A\",\"Expiration\":\"canary7F3A\"}",
                "{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"b\",\"Token\":[\"canary7F3A\"]}",
                "{\"Code\":\"\\u0000canary7F3A\"}",
            })
    void refusesNonsenseWithoutQuotingIt(String body) {
        service.imds.web().always(FakeReply.of(200, body));

        Outcome.Failure failure = (Outcome.Failure) service.issue(service.source(), "app");

        assertThat(failure.code()).isIn("ims.unreadable", "ims.denied");
        assertThat(failure.message()).doesNotContain("canary7F3A");
    }

    @Test
    void refusesAnAnswerWithoutEnd() {
        service.imds.web().always(FakeReply.of(200, "y".repeat(UpstreamHttp.LARGEST_BODY + 1)));

        assertThat(((Outcome.Failure) service.issue(service.source(), "app")).code())
                .isEqualTo("ims.unreadable");
    }

    @Test
    void givesUpOnAServiceThatHangsAndSurvivesABrokenConnection() {
        service.timeout(Duration.ofMillis(300));
        ImsSource source = service.source();
        service.issue(source, "app");

        for (FakeReply reply : List.of(
                FakeReply.silence(), FakeReply.stuck("{"), FakeReply.drip(), FakeReply.reset(), FakeReply.cut("{"))) {
            service.imds.web().always(reply);
            Outcome.Failure failure = (Outcome.Failure) service.issue(source, "app");
            assertThat(failure).isInstanceOf(Outcome.Unavailable.class);
            assertThat(failure.code()).isIn("ims.timeout", "ims.unreachable");
            assertThat(ImsSource.isOwnTrouble(failure)).isFalse();
        }
        service.imds.web().always(null);

        assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);
        assertThat(source.status().lastError()).isEmpty();
    }

    @Test
    void asksAgainWhereThatMayHelp() {
        service.retries(2);
        ImsSource source = service.source();
        service.issue(source, "app");
        service.imds.web().next(FakeReply.of(500, ""), FakeReply.reset());

        Future<Outcome> outcome = service.gateway.issuing(source, ImsFixture.key("app"));
        service.gateway.awaitTimers(1);
        service.gateway.advance(Duration.ofMillis(1));
        service.gateway.awaitTimers(1);
        service.gateway.advance(Duration.ofMillis(1));

        assertThat(VaultFixture.await(outcome)).isInstanceOf(Outcome.Issued.class);
        assertThat(service.imds.gets("app")).isEqualTo(4);
    }

    @Test
    void saysThatNobodyListensThere() {
        int port = FreePort.next();

        Outcome.Failure failure = (Outcome.Failure) service.issue(
                service.address(URI.create("http://127.0.0.1:" + port)).source(), "app");

        assertThat(failure.code()).isEqualTo("ims.unreachable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", ".", "a b", "a?b", "a%2fb", "../../user-data", "a\r\nb", "*"})
    void asksNothingForWhatIsNoNameOfARole(String role) {
        assertThat(((Outcome.Failure) service.issue(service.source(), role)).code())
                .isEqualTo("ims.role_invalid");
        assertThat(service.imds.web().requests()).isEmpty();
    }

    @Test
    void issuesForAwsOnly() {
        CredentialKey google = new CredentialKey(Cloud.GCP, "g", ImsFixture.NAME, Map.of(CredentialKey.ROLE, "app"));

        assertThat(service.gateway.issue(service.source(), google)).isInstanceOf(Outcome.Denied.class);
        assertThat(service.imds.web().requests()).isEmpty();
    }

    @Test
    void keepsItsOwnRateLimitOutOfTheServicesTroubles() {
        ImsSource source = service.limit(new RateLimit(1.0 / 60, 2)).source();
        service.issue(source, "app");

        Outcome.Failure failure = (Outcome.Failure) service.issue(source, "app");

        assertThat(failure.code()).isEqualTo("ims.rate_limited");
        assertThat(ImsSource.isOwnTrouble(failure)).isTrue();
        assertThat(service.imds.web().requests()).hasSize(2);
    }

    @Test
    void asksThroughTheProxy() {
        try (FakeProxy proxy = new FakeProxy(vertx)) {
            ImsSource source = service.proxy(proxy.address()).source();

            assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);
            assertThat(service.issue(source, "app")).isInstanceOf(Outcome.Issued.class);

            String role = "GET " + service.imds.address() + FakeImds.PREFIX + "app";
            assertThat(proxy.targets())
                    .containsExactly("PUT " + service.imds.address() + "/latest/api/token", role, role);
        }
    }

    @Test
    void saysThatTheProxyIsNotThere() {
        ImsSource source =
                service.proxy(URI.create("http://127.0.0.1:" + FreePort.next())).source();

        assertThat(((Outcome.Failure) service.issue(source, "app")).code()).isEqualTo("ims.unreachable");
        assertThat(service.imds.web().requests()).isEmpty();
    }

    @Test
    void tellsNoSecret() {
        ImsSource source = service.source();
        String said = service.issue(source, "app") + "" + source.status();
        service.imds.impossible(FakeReply.of(404, FakeVault.CANARY)).forgetTokens();
        said += service.issue(source, "app");

        String metrics = service.gateway.registry.scrape();
        assertThat(said + metrics).doesNotContain(FakeVault.CANARY);
        assertThat(metrics)
                .contains("backend=\"afp\",operation=\"credentials\",outcome=\"ok\"} 1.0")
                .contains("backend=\"afp\",operation=\"token\",outcome=\"ok\"} 1.0")
                .contains("backend=\"afp\",operation=\"token\",outcome=\"ims.not_found\"} 1.0");
    }

    private void answers(JsonObject document) {
        service.imds.versionOne(FakeReply.of(404, ""));
        service.imds.web().always(FakeReply.json(200, document));
    }
}
