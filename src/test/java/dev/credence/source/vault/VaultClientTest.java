package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.RateLimit;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repeating, redirecting, limiting. */
class VaultClientTest extends VaultTest {

    @ParameterizedTest
    @CsvSource({
        "400, 1", "403, 1", "404, 1", "405, 1", "412, 3", "429, 3", "472, 3", "473, 3", "500, 3", "501, 1", "502, 3",
        "503, 3"
    })
    void repeatsWhatMayPass(int status, int requests) {
        vault.fail(status, "{\"errors\":[]}");

        gateway.retries(2).failure();

        assertThat(vault.requests()).hasSize(requests);
    }

    @Test
    void issuesWhenALaterAttemptSucceeds() {
        vault.next(FakeReply.reset(), FakeReply.error(503, "Vault is sealed"));

        assertThat(gateway.retries(2).issue()).isInstanceOf(Outcome.Issued.class);
        assertThat(vault.credsRequests()).hasSize(3);
    }

    @Test
    void waitsAsLongAsVaultAsksBeforeItRepeats() {
        vault.next(FakeReply.error(429, "quota").with("Retry-After", "1"));
        long started = System.nanoTime();

        assertThat(gateway.retries(1).issue()).isInstanceOf(Outcome.Issued.class);

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotWaitWhenVaultAsksForLongerThanACallMayTake() {
        vault.always(FakeReply.error(429, "quota").with("Retry-After", "3600"));

        assertThat(gateway.retries(2).failure())
                .isInstanceOfSatisfying(Outcome.Throttled.class, throttled -> assertThat(throttled.retryAfter())
                        .isEqualTo(Duration.ofHours(1)));
        assertThat(vault.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void followsOneRedirectWithMethodAndHeaders(int status) {
        FakeVault active = FakeVault.start(gateway.vertx).role("app", "assumed_role");
        vault.next(FakeReply.redirect(status, active.address() + "/v1/aws/creds/app?ttl=900"));

        assertThat(gateway.namespace("team").issue()).isInstanceOf(Outcome.Issued.class);

        assertThat(active.credsRequests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.query()).containsEntry("ttl", "900");
            assertThat(request.header("x-vault-token")).contains(FakeVault.TOKEN);
            assertThat(request.header("x-vault-namespace")).contains("team/");
        });
        active.close();
    }

    @Test
    void followsNoSecondRedirect() {
        vault.always(FakeReply.redirect(307, "/v1/aws/creds/app"));

        assertThat(gateway.retries(2).failure().code()).isEqualTo("vault.redirect_refused");
        assertThat(vault.requests()).hasSize(2);
    }

    @Test
    void sendsNoTokenToAnotherHostInTheClear() {
        // 127.0.0.1 by a name that is not literally loopback.
        vault.always(FakeReply.redirect(307, "http://vault.example:" + vault.port() + "/v1/aws/creds/app"));

        assertThat(gateway.failure().code()).isEqualTo("vault.redirect_refused");
        assertThat(vault.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1/v1/x",
                "//",
                "http://user@127.0.0.1/",
                "http://[::1",
                "https://vault.example/v1/x",
                "\\"
            })
    void followsNothingStrange(String location) {
        vault.always(FakeReply.redirect(302, location));

        assertThat(gateway.failure().code()).isEqualTo("vault.redirect_refused");
        assertThat(vault.requests()).hasSize(1);
    }

    @Test
    void takesARedirectThatLeadsNowhereForNonsense() {
        vault.fail(302, "");

        assertThat(gateway.failure().code()).isEqualTo("vault.bad_answer");
    }

    @Test
    void asksOverASocketOfTheUnixDomain(@TempDir Path directory) {
        FakeVault local =
                FakeVault.start(gateway.vertx, directory.resolve("v.sock")).role("app", "assumed_role");

        assertThat(gateway.address(local.address().toString()).issue()).isInstanceOf(Outcome.Issued.class);

        assertThat(local.credsRequests().get(0).header("host")).contains("localhost");
        local.close();
    }

    @Test
    void keepsThePathOfTheAddress() {
        gateway.address(vault.address() + "/behind/a/proxy").failure();

        assertThat(vault.requests().get(0).path()).isEqualTo("/behind/a/proxy/v1/aws/creds/app");
    }

    @Test
    void letsNoMoreThroughThanTheRateLimitAndRefusesWhatWouldWaitTooLong() {
        VaultSource source = gateway.limit(new RateLimit(1, 5))
                .timeout(Duration.ofSeconds(1))
                .source();
        var answers = IntStream.range(0, 50)
                .mapToObj(i -> gateway.issuing(source, APP))
                .toList();

        var limited = answers.stream()
                .map(VaultFixture::await)
                .filter(outcome ->
                        outcome instanceof Outcome.Throttled t && t.code().equals("vault.rate_limited"))
                .count();

        // Five at once, and one that is due in a second.
        assertThat(vault.requests()).hasSizeLessThanOrEqualTo(7);
        assertThat(limited).isGreaterThanOrEqualTo(43);
    }

    @Test
    void holdsRequestsBackUntilTheRateLimitPermitsThemWithoutBlockingTheLoop() {
        VaultSource source = gateway.limit(new RateLimit(10, 2)).source();
        long started = System.nanoTime();
        var answers = IntStream.range(0, 8)
                .mapToObj(i -> gateway.issuing(source, APP))
                .toList();
        // The loop answers other things while they wait.
        gateway.on(Future::succeededFuture);

        assertThat(answers.stream().map(VaultFixture::await)).allMatch(Outcome.Issued.class::isInstance);

        // Two at once, and six that are due a tenth of a second after each other.
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
    }

    @Test
    void countsRepeatedRequestsAgainstTheRateLimit() {
        vault.fail(500, "{\"errors\":[]}");

        Outcome.Failure failure =
                gateway.limit(new RateLimit(0.01, 2)).retries(5).failure();

        assertThat(failure.code()).isEqualTo("vault.rate_limited");
        assertThat(vault.requests()).hasSize(2);
    }
}
