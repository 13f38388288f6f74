package dev.credence.source.ims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.RateLimit;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.vault.VaultFixture;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.FakeImds;
import dev.credence.testing.FakeProxy;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FakeWeb;
import dev.credence.testing.FreePort;
import dev.credence.testing.TestCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials from another metadata service: what is sent, and what goes wrong. */
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
    @ValueSource(strings = {"", "a/b", "..", ".", "a b", "a?b", "a%2fb", "../../user-data", "a\r\nb", "**"})
    void asksNothingForWhatIsNoNameOfARole(String role) {
        assertThat(((Outcome.Failure) service.issue(service.source(), role)).code())
                .isEqualTo("ims.role_invalid");
        assertThat(service.imds.web().requests()).isEmpty();
    }

    @Test
    void takesTheFirstRoleThatIsListedAtTheTime() {
        ImsSource source = service.source();

        assertThat(service.issue(source, "*")).isInstanceOf(Outcome.Issued.class);
        assertThat(service.imds.gets("app")).isEqualTo(1);
        service.imds.roles(List.of("third", "app"));
        assertThat(service.issue(source, "*")).isInstanceOf(Outcome.Issued.class);

        assertThat(service.imds.gets("third")).isEqualTo(1);
        assertThat(service.imds.gets("app")).isEqualTo(1);
        assertThat(service.imds.gets("other")).isZero();
        assertThat(service.imds.gets("*")).isZero();
    }

    @Test
    void findsNoFirstRoleWhereNoneIsListedOrTheListDoesNotCome() {
        ImsSource source = service.source();
        service.imds.roles(List.of("[]"));
        Outcome.Failure none = (Outcome.Failure) service.issue(source, "*");
        service.imds.roles(List.of());
        Outcome.Failure unreadable = (Outcome.Failure) service.issue(source, "*");

        assertThat(none).isInstanceOf(Outcome.NotFound.class);
        assertThat(none.message()).contains("lists no role");
        assertThat(unreadable.code()).isEqualTo("ims.unreadable");
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
    void trustsThePrivateAuthorityThatIsNamedAndNobodyElse(@TempDir Path folder) throws Exception {
        TestCertificates certificates = TestCertificates.in(folder);
        HttpServerOptions options = new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.server());
        try (FakeWeb secure = new FakeWeb(
                vertx,
                options,
                request -> request.path().endsWith("/app")
                        ? FakeReply.json(200, FakeImds.document(1, "2026-03-01T11:00:00Z"))
                        : FakeReply.of(404, ""))) {
            service.address(secure.address());
            Outcome.Failure failure = (Outcome.Failure) service.issue(service.source(), "app");
            assertThat(failure.code()).isEqualTo("ims.tls_failed");
            assertThat(failure.message()).contains("tls.ca-certificate");
            assertThat(secure.requests()).isEmpty();

            service.trusting(certificates.authority());
            assertThat(service.issue(service.source(), "app")).isInstanceOf(Outcome.Issued.class);
        }
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
}
