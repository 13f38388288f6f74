package dev.credence.source.ims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.Outcome;
import dev.credence.source.UpstreamHttp;
import dev.credence.source.vault.VaultFixture;
import dev.credence.testing.FakeImds;
import dev.credence.testing.FakeReply;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other metadata services answer, and what is made of it. */
@Timeout(60)
class CredentialAnswerTest {
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

    private void answers(JsonObject document) {
        service.imds.versionOne(FakeReply.of(404, ""));
        service.imds.web().always(FakeReply.json(200, document));
    }
}
