package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Outcome;
import dev.credence.source.UpstreamHttp;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each answer of Vault means, and each way not to answer. */
class VaultErrorsTest extends VaultTest {

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Role \"app\" not found | NotFound | vault.role_not_found",
                "400 | unknown role: app | NotFound | vault.role_not_found",
                "400 | Error assuming role: AccessDenied: User is not authorized to perform: sts:AssumeRole | Denied | vault.cloud_denied",
                "400 | Error assuming role: RequestError: send request failed | Unavailable | vault.cloud_unavailable",
                "400 | role_arn \"x\" not in allowed | Denied | vault.bad_request",
                "403 | permission denied | Denied | vault.permission_denied",
                "404 | no handler for route \"aws/creds/app\". route entry not found. | NotFound | vault.mount_not_found",
                "404 | unsupported path | NotFound | vault.path_not_found",
                "404 | | NotFound | vault.path_not_found",
                "405 | unsupported operation | Denied | vault.unsupported_operation",
                "408 | | Unavailable | vault.unavailable",
                "412 | required index state not present | Unavailable | vault.replica_behind",
                "429 | request path: rate limit quota exceeded | Throttled | vault.throttled",
                "472 | | Unavailable | vault.standby",
                "473 | | Unavailable | vault.standby",
                "500 | internal error | Unavailable | vault.upstream_failed",
                "501 | | Unavailable | vault.not_initialized",
                "502 | upstream rate limited | Unavailable | vault.upstream_failed",
                "503 | Vault is sealed | Unavailable | vault.sealed",
                "503 | | Unavailable | vault.unavailable",
                "504 | | Unavailable | vault.upstream_failed",
                "530 | | Unavailable | vault.upstream_failed",
                "418 | | Denied | vault.bad_request",
                "304 | | Unavailable | vault.bad_answer"
            })
    void everyStatusHasItsMeaning(int status, String said, String kind, String code) {
        JsonArray errors = new JsonArray();
        if (said != null) {
            errors.add(said);
        }
        vault.always(FakeReply.json(status, new JsonObject().put("errors", errors)));

        Outcome.Failure failure = gateway.failure();

        assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).contains("aws/creds/app");
        if (said != null) {
            assertThat(failure.message()).contains(said);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html><body>502 Bad Gateway</body></html>",
                "{\"errors\":null,\"warnings\":[\"w\"]}",
                "{\"errors\":\"text\"}",
                "{\"errors\":[7,null,{}]}",
                "[]",
                "null",
                "{\"errors\":["
            })
    void survivesErrorsThatAreNotVaults(String body) {
        vault.fail(502, body);

        assertThat(gateway.failure().code()).isEqualTo("vault.upstream_failed");
    }

    @Test
    void cutsAndCleansWhatVaultSaysAndTakesTokensOut() {
        vault.always(FakeReply.error(
                403,
                "bad\u0007\n\tword",
                "token " + FakeVault.TOKEN + " and hvb." + FakeVault.CANARY + " refused",
                "x".repeat(5_000)));

        assertThat(gateway.failure().message())
                .contains("bad word; token *** and *** refused")
                .doesNotContain(FakeVault.CANARY)
                .hasSizeLessThan(600);
    }

    @Test
    void passesOnHowLongToWait() {
        vault.always(FakeReply.error(429, "quota").with("Retry-After", "7"));

        assertThat(gateway.failure())
                .isInstanceOfSatisfying(Outcome.Throttled.class, throttled -> assertThat(throttled.retryAfter())
                        .isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void saysThatNobodyListens() {
        vault.close();

        assertThat(gateway.failure().code()).isEqualTo("vault.unreachable");
        vault = FakeVault.start(gateway.vertx);
    }

    @Test
    void saysThatTheHostDoesNotExist() {
        assertThat(gateway.address("http://vault.invalid:8200").failure().code())
                .isIn("vault.unreachable", "vault.timeout");
    }

    @Test
    void waitsNoLongerThanTheTimeoutForAVaultThatHangs() {
        vault.hang();

        assertThat(gateway.timeout(Duration.ofSeconds(1)).retries(2).failure().code())
                .isEqualTo("vault.timeout");
        // Asking a Vault that hangs again would only add to its load.
        assertThat(vault.requests()).hasSize(1);
    }

    @Test
    void waitsNoLongerThanTheTimeoutForTheRestOfAnAnswer() {
        vault.always(FakeReply.stuck("{\"data\":{\"secret_key\":\"" + FakeVault.CANARY));

        assertThat(gateway.timeout(Duration.ofMillis(200)).failure().code()).isEqualTo("vault.timeout");
    }

    @Test
    void takesAnAnswerThatBreaksOffForNone() {
        vault.always(FakeReply.cut("{\"data\":{\"secret_key\":\"" + FakeVault.CANARY));

        Outcome.Failure failure = gateway.failure();

        assertThat(failure.code()).isEqualTo("vault.unreachable");
        assertThat(failure.message()).doesNotContain(FakeVault.CANARY);
    }

    @Test
    void takesNoAnswerWithoutEnd() {
        vault.fail(200, "{\"x\":\"" + "y".repeat(UpstreamHttp.LARGEST_BODY) + "\"}");

        assertThat(gateway.failure().code()).isEqualTo("vault.bad_answer");
    }

    @Test
    void speaksNoTlsToAPlainPort() {
        assertThat(gateway.address("https://127.0.0.1:" + vault.port())
                        .failure()
                        .code())
                .isEqualTo("vault.tls_failed");
    }

    @Test
    void failsFastWhenEveryConnectionIsStuck() {
        vault.hang();
        VaultSource source = gateway.timeout(Duration.ofSeconds(2)).source();
        var answers = IntStream.range(0, 640)
                .mapToObj(i -> gateway.issuing(source, VaultFixture.APP))
                .toList();

        var codes = answers.stream()
                .map(VaultFixture::await)
                .map(outcome -> ((Outcome.Failure) outcome).code())
                .toList();

        assertThat(codes).containsOnly("vault.timeout", "vault.pool_exhausted");
        assertThat(codes).filteredOn("vault.pool_exhausted"::equals).hasSizeGreaterThanOrEqualTo(100);
    }
}
