package dev.credence.source.sts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.UpstreamHttp;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeSts;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FakeWeb;
import dev.credence.testing.LogCapture;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which STS and the network can fail. */
class StsFaultTest extends StsTest {

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, sts.access_denied",
        "403, AccessDeniedException, sts.access_denied",
        "403, RegionDisabledException, sts.region_disabled",
        "400, MalformedPolicyDocument, sts.bad_policy",
        "400, PackedPolicyTooLarge, sts.bad_policy",
        "400, ValidationError, sts.invalid_request",
        "403, SignatureDoesNotMatch, sts.bad_credentials",
        "403, MissingAuthenticationToken, sts.bad_credentials",
        "400, Whatever, sts.denied"
    })
    void believesARefusal(int status, String error, String code) {
        web.always(FakeSts.error(status, error, "No, since A is not permitted."));

        assertThat(gateway.issue(source, key())).isInstanceOfSatisfying(Outcome.Denied.class, denied -> {
            assertThat(denied.code()).isEqualTo(code);
            assertThat(denied.message()).contains(error).contains("No, since A is not permitted.");
            assertThat(StsSource.isOwnTrouble(denied)).isFalse();
        });
        assertThat(web.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "400, Throttling",
        "400, ThrottlingException",
        "400, ThrottledException",
        "400, RequestThrottled",
        "400, RequestThrottledException",
        "503, RequestLimitExceeded",
        "400, BandwidthLimitExceeded",
        "429, TooManyRequestsException",
        "400, LimitExceededException",
        "503, SlowDown",
        "400, PriorRequestNotComplete",
        "429, ''"
    })
    void asksThreeTimesWhenThrottledEvenIfNothingElseIsRepeated(int status, String error) {
        retries = 0;
        recreate();
        web.always(FakeSts.error(status, error, "Rate exceeded"));

        Outcome outcome = whileTimePasses(2);

        assertThat(outcome).isInstanceOf(Outcome.Throttled.class);
        assertThat(((Outcome.Throttled) outcome).code()).isEqualTo("sts.throttled");
        assertThat(StsSource.isOwnTrouble((Outcome.Failure) outcome)).isFalse();
        assertThat(web.requests()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "400, IDPCommunicationError",
        "400, RequestTimeout",
        "400, RequestTimeoutException",
        "500, InternalFailure",
        "502, ''",
        "503, ServiceUnavailable",
        "504, ''"
    })
    void repeatsWhatMayPass(int status, String error) {
        web.next(FakeSts.error(status, error, "later"), FakeSts.error(status, error, "later"));

        assertThat(whileTimePasses(2)).isInstanceOf(Outcome.Issued.class);
        assertThat(web.requests()).hasSize(3);
    }

    @Test
    void isUnavailableWhenItDoesNotPass() {
        web.always(FakeReply.of(503, "<html>busy</html>"));

        Outcome outcome = whileTimePasses(2);

        assertUnavailable(outcome, "sts.unavailable");
        assertThat(source.status().lastError()).isPresent();
        assertThat(web.requests()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canary7F3A",
                "{\"canary7F3A\":1}",
                "<AssumeRoleResponse>",
                "<AssumeRoleResponse></AssumeRoleResponse>",
                "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>canary7F3A</AccessKeyId></Credentials>"
                        + "</AssumeRoleResult></AssumeRoleResponse>",
                "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>canary7F3A"
                        + "</SecretAccessKey><SessionToken>canary7F3A</SessionToken><Expiration>canary7F3A</Expiration>"
                        + "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
            })
    void refusesNonsenseWithoutQuotingIt(String body) {
        web.always(FakeSts.xml(200, body));

        assertUnavailable(gateway.issue(source, key()), "sts.bad_answer");
    }

    @Test
    void refusesAnAnswerWithoutEnd() {
        web.always(FakeSts.xml(200, "<a>" + "y".repeat(UpstreamHttp.LARGEST_BODY) + "</a>"));

        assertUnavailable(gateway.issue(source, key()), "sts.bad_answer");
    }

    @Test
    void givesUpOnAServiceThatHangsDripsOrStopsHalfWay() {
        timeout = Duration.ofMillis(1_000);
        gateway.issue(source, key());
        recreate();

        for (FakeReply reply : List.of(FakeReply.silence(), FakeReply.drip(), FakeReply.stuck("<AssumeRole"))) {
            web.always(reply);
            assertUnavailable(gateway.issue(source, key()), "sts.timeout");
        }
        web.always(null);
        assertThat(gateway.issue(source, key())).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void aHundredCallsThatHangKeepNobodyElseWaiting() {
        web.next(Stream.generate(FakeReply::silence).limit(100).toArray(FakeReply[]::new));
        List<Future<Outcome>> hanging = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hanging.add(gateway.issuing(source, key(CredentialKey.EXTERNAL_ID, "hanging-" + i)));
        }
        Awaitility.await().until(() -> web.requests().size() == 100);

        assertThat(gateway.issue(source, key())).isInstanceOf(Outcome.Issued.class);
        assertThat(hanging).noneMatch(Future::isComplete);
    }

    @Test
    void survivesAConnectionThatBreaks() {
        web.next(FakeReply.reset(), FakeReply.cut("<AssumeRole"));

        assertThat(whileTimePasses(2)).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void saysThatNobodyListens() {
        retries = 0;
        recreate();
        web.close();

        assertUnavailable(gateway.issue(source, key()), "sts.unreachable");
        web = new FakeWeb(vertx, sts);
    }

    @Test
    void takesTheClockForWrongWhereTheSignatureIsTooOld() {
        web.next(FakeSts.error(
                403, "SignatureDoesNotMatch", "Signature expired: 20260301T1 is now earlier than 20260301T2"));

        assertThat(whileTimePasses(1)).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void takesWhatIsSecretOutOfWhatIsSaid() {
        web.always(FakeSts.error(
                403,
                "SignatureDoesNotMatch",
                "key AKIAABCDEFGH12345678 token " + FakeVault.CANARY + "-chain-session secret " + FakeVault.CANARY
                        + "-chain\nThe Canonical String was\nx-amz-security-token: " + FakeVault.CANARY));

        Outcome.Failure failure = (Outcome.Failure) gateway.issue(source, key());

        assertThat(failure.message()).contains("key AKIA...5678 token").doesNotContain(FakeVault.CANARY, "Canonical");
    }

    @Test
    void tellsNoSecretToLogMetersAndStatus() {
        StringBuilder said = new StringBuilder();
        try (LogCapture log = LogCapture.of("dev.credence")) {
            said.append(gateway.issue(source, key()));
            said.append(gateway.issue(source, chained()));
            web.always(FakeSts.error(403, FakeVault.CANARY + "x", "no"));
            said.append(source.status()).append(gateway.registry.scrape()).append(log.lines());
        }

        assertThat(said.toString()).doesNotContain(FakeVault.CANARY);
    }
}
