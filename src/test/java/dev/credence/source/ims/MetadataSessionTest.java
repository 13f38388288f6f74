package dev.credence.source.ims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Outcome;
import dev.credence.source.vault.VaultFixture;
import dev.credence.testing.FakeReply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Session tokens of another metadata service: one for all, another when it is refused, none where there are none. */
@Timeout(60)
class MetadataSessionTest {
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
    void fetchesOneSessionTokenForAThousandCalls() {
        ImsSource source = service.timeout(Duration.ofSeconds(20)).source();

        for (int batch = 0; batch < 10; batch++) {
            List<Future<Outcome>> calls = IntStream.range(0, 100)
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
}
