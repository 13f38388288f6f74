package dev.credence.source.ims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Outcome;
import dev.credence.source.vault.VaultFixture;
import dev.credence.testing.FakeReply;
import dev.credence.testing.LogCapture;
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

/** The roles of another metadata service come, go, and stay while it cannot tell. */
@Timeout(60)
class RoleFollowerTest {
    private static final Duration PERIOD = Duration.ofSeconds(60);

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
        service = new ImsFixture(vertx, "b", "a");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void asksForNoRolesThatNobodyWants() {
        ImsSource source = service.source();
        service.issue(source, "a");
        service.gateway.advance(PERIOD.multipliedBy(3));

        assertThat(service.imds.lists()).isZero();
        assertThat(service.roles()).isEmpty();
    }

    @Test
    void listsThemAtOnceAndEveryMinuteInTheirOwnOrder() {
        service.following();
        service.awaitLists(1);
        assertThat(service.roles()).contains(List.of("b", "a"));

        service.imds.roles(List.of("c", "b"));
        service.gateway.advance(PERIOD.minusMillis(1));
        assertThat(service.imds.lists()).isEqualTo(1);
        service.gateway.advance(Duration.ofMillis(1));
        service.awaitLists(2);

        assertThat(service.roles()).contains(List.of("c", "b"));
        assertThat(service.imds.puts()).isEqualTo(1);
    }

    @Test
    void listsThemOnceSoonAfterAnyNumberOfCredentials() {
        ImsSource source = service.following();
        service.awaitLists(1);

        for (int i = 0; i < 100; i++) {
            assertThat(service.issue(source, "a")).isInstanceOf(Outcome.Issued.class);
        }
        assertThat(service.imds.lists()).isEqualTo(1);
        service.gateway.advance(Duration.ofSeconds(10));
        service.awaitLists(2);
        service.gateway.advance(Duration.ofSeconds(30));
        assertThat(service.imds.lists()).isEqualTo(2);

        service.issue(source, "a");
        service.gateway.advance(Duration.ZERO);
        service.awaitLists(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n \n", "<!DOCTYPE html><p>Sign in", "{\"roles\":[]}", "[7]", "no role is so named"})
    void keepsThoseThatItKnowsWhenTheAnswerIsNoList(String body) {
        service.following();
        service.awaitLists(1);
        service.imds.web().always(FakeReply.of(200, body));
        service.gateway.advance(PERIOD);
        service.awaitLists(2);

        assertThat(service.roles()).contains(List.of("b", "a"));
    }

    @Test
    void keepsThemThroughAnOutageAsksLessAndLessOftenAndHeals() {
        ImsSource source = service.following();
        service.awaitLists(1);
        service.imds.web().always(FakeReply.of(500, ""));
        try (LogCapture log = LogCapture.of(RoleFollower.class.getName())) {
            service.gateway.advance(PERIOD);
            service.awaitLists(2);
            assertThat(service.roles()).contains(List.of("b", "a"));
            assertThat(source.status().lastError().orElseThrow()).contains("500");
            for (int second : List.of(1, 2, 4, 8, 16, 30, 30)) {
                long before = service.imds.lists();
                service.gateway.advance(Duration.ofSeconds(second).minusMillis(1));
                assertThat(service.imds.lists()).isEqualTo(before);
                service.gateway.advance(Duration.ofMillis(1));
                service.awaitLists((int) before + 1);
            }
            assertThat(log.lines()).hasSize(1).first().asString().contains("those that are known stay");

            service.imds.roles(List.of("a")).web().always(null);
            service.gateway.advance(PERIOD);
            service.awaitLists(10);

            assertThat(service.roles()).contains(List.of("a"));
            assertThat(source.status().lastError()).isEmpty();
            assertThat(log.lines()).hasSize(3).last().asString().contains("removed=\"1\"");
        }
    }

    @Test
    void asksForNoListSoonerWhileTheServiceCannotTell() {
        service.imds.web().always(FakeReply.of(500, ""));
        ImsSource source = service.following();
        service.gateway.awaitTimers(1);
        long asked = service.imds.web().requests().size();

        service.imds.web().always(null);
        service.issue(source, "a");
        service.gateway.advance(Duration.ofMillis(900));

        assertThat(service.imds.lists()).isEqualTo(asked - service.imds.puts() + 1);
    }

    @Test
    void leavesTheServiceAloneForAsLongAsItAsks() {
        service.following();
        service.awaitLists(1);
        service.imds.web().always(FakeReply.of(429, "").with("Retry-After", "30"));
        service.gateway.advance(PERIOD);
        service.awaitLists(2);
        service.gateway.advance(Duration.ofMillis(29_999));
        assertThat(service.imds.lists()).isEqualTo(2);
        service.gateway.advance(Duration.ofMillis(1));

        service.awaitLists(3);
    }

    @Test
    void goesOnWhenWhoeverIsToldOfAChangeFails() {
        service.listings.onChange(() -> {
            throw new IllegalStateException("a listener's mistake");
        });
        service.following();
        service.awaitLists(1);
        service.gateway.advance(PERIOD);
        service.awaitLists(2);

        assertThat(service.roles()).contains(List.of("b", "a"));
    }

    @Test
    void believesAnEmptyListThatIsMeant() {
        service.following();
        service.awaitLists(1);
        service.imds.web().always(FakeReply.of(200, "[]"));
        service.gateway.advance(PERIOD);
        service.awaitLists(2);

        assertThat(service.roles()).contains(List.of());
    }

    @Test
    void takesAThousandOfTenThousandAndSaysOnceHowManyAreLeftOut() {
        service.imds.roles(IntStream.range(0, 10_000).mapToObj(i -> "role-" + i).toList());
        try (LogCapture log = LogCapture.of(RoleFollower.class.getName())) {
            service.following();
            service.awaitLists(1);
            service.gateway.advance(PERIOD);
            service.awaitLists(2);

            assertThat(service.roles().orElseThrow())
                    .hasSize(1_000)
                    .startsWith("role-0")
                    .endsWith("role-999");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("left out"))
                    .singleElement()
                    .asString()
                    .contains("beyond_1000=\"9000\"");
        }
    }

    @Test
    void leavesOutWhatCannotBeTheNameOfARole() {
        service.imds.roles(List.of("a", "a/b", "..", "x".repeat(65), "a", "with space", "\u00e4", "b@c"));
        try (LogCapture log = LogCapture.of(RoleFollower.class.getName())) {
            service.following();
            service.awaitLists(1);
            service.gateway.advance(PERIOD);
            service.awaitLists(2);

            assertThat(service.roles()).contains(List.of("a", "b@c"));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("left out"))
                    .singleElement()
                    .asString()
                    .contains("no_names=\"5\"");
        }
    }

    @Test
    void asksForNothingMoreOnceNobodyWantsThem() {
        ImsSource source = service.following();
        service.awaitLists(1);
        service.gateway.run(() -> source.follow(false));
        service.gateway.advance(PERIOD.multipliedBy(2));
        assertThat(service.imds.lists()).isEqualTo(1);

        service.gateway.run(() -> source.follow(true));
        service.awaitLists(2);
        service.gateway.run(source::close);

        assertThat(service.gateway.timers()).isZero();
    }
}
