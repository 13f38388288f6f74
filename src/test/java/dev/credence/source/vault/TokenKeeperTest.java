package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.LogCapture;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often the gateway logs in, and what becomes of its tokens. */
class TokenKeeperTest extends LoggedInTest {
    private static final Outcome.Failure DENIED = new Outcome.Denied("vault.permission_denied", "permission denied");

    @Test
    void logsInOnceForAThousandCalls() {
        VaultLogin login = gateway.on(() -> Future.succeededFuture(gateway.createLogin()));

        assertThat(gateway.on(() -> thousand(login, Optional.empty()))).hasSize(1);
        assertThat(count(LOGIN)).isEqualTo(1);
    }

    @Test
    void logsInOnceWhenAThousandCallsFindTheTokenDead() {
        VaultLogin login = gateway.on(() -> Future.succeededFuture(gateway.createLogin()));
        VaultLogin.LoginResult first = gateway.on(login::token);
        Secret dead = ((VaultLogin.LoggedIn) first).token();

        assertThat(gateway.on(() -> thousand(login, Optional.of(dead))))
                .hasSize(1)
                .doesNotContain(first);
        assertThat(count(LOGIN)).isEqualTo(2);
    }

    @Test
    void logsInOnceWhenManyCallsAreRefused() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        vault.revoke(logins.issued().get(0));

        assertThat(many(source))
                .allSatisfy(answer -> assertThat(VaultFixture.await(answer)).isInstanceOf(Outcome.Issued.class));
        assertThat(count(LOGIN)).isEqualTo(2);
    }

    @Test
    void logsInBeforeATokenOfLimitedUseIsUsedUp() {
        logins.uses(4);
        VaultSource source = gateway.source();

        IntStream.range(0, 7).forEach(i -> gateway.issue(source, APP));

        // Three calls each: with the fourth Vault would revoke the token and what was issued to it.
        assertThat(count(LOGIN)).isEqualTo(3);
        assertThat(vault.requests()).hasSize(10);
        assertThat(count("/v1/auth/token/lookup-self")).isZero();
    }

    @Test
    void usesATokenOfASingleUse() {
        logins.uses(1);
        VaultSource source = gateway.source();

        assertThat(many(source))
                .allSatisfy(answer -> assertThat(VaultFixture.await(answer)).isInstanceOf(Outcome.Issued.class));
    }

    @Test
    void doesNotLogInForEachCallWhileLoginsFail() {
        logins.notAt("auth/approle/login");
        VaultSource source = gateway.source();

        List<Outcome> outcomes =
                IntStream.range(0, 50).mapToObj(i -> gateway.issue(source, APP)).toList();

        assertThat(outcomes).allSatisfy(outcome -> assertThat(((Outcome.Failure) outcome).message())
                .contains("invalid role or secret ID"));
        assertThat(count(LOGIN)).isEqualTo(1);
        logins.at("auth/approle/login");
        gateway.advance(Duration.ofSeconds(1));
        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void logsInOnceASecondForThoseWhoHaveNothingDuringAnOutage() {
        VaultSource source = gateway.unlucky().source();
        vault.fail(503, "{\"errors\":[\"Vault is sealed\"]}");

        // Ten callers at once, ten times a second, for ten seconds.
        for (int i = 0; i < 100; i++) {
            IntStream.range(0, 10).forEach(caller -> gateway.issueUrgently(source, APP));
            gateway.advance(Duration.ofMillis(100));
        }

        assertThat(count(LOGIN)).isEqualTo(10);
        vault.heal();
        gateway.advance(Duration.ofMillis(900));
        assertThat(gateway.issueUrgently(source, APP)).isInstanceOf(Outcome.Issued.class);
        assertThat(count(LOGIN)).isEqualTo(11);
    }

    @Test
    void waitsLongerForThoseWhoDoNotHurry() {
        VaultSource source = gateway.unlucky().source();
        vault.fail(503, "{\"errors\":[\"Vault is sealed\"]}");

        for (int i = 0; i < 100; i++) {
            gateway.issue(source, APP);
            gateway.advance(Duration.ofMillis(100));
        }

        assertThat(count(LOGIN)).isLessThanOrEqualTo(4);
    }

    @Test
    void hurriesForNobodyWhereVaultRefusesTheLoginOrAsksForPatience() {
        VaultSource source = gateway.unlucky().source();
        logins.notAt("auth/approle/login");
        gateway.issueUrgently(source, APP);
        gateway.advance(Duration.ofSeconds(1));
        gateway.issueUrgently(source, APP);
        assertThat(count(LOGIN)).isEqualTo(1);

        vault.always(FakeReply.error(429, "quota"));
        gateway.advance(Duration.ofSeconds(1));
        gateway.issueUrgently(source, APP);
        gateway.advance(Duration.ofSeconds(1));
        gateway.issueUrgently(source, APP);
        assertThat(count(LOGIN)).isEqualTo(2);
    }

    @Test
    void doesNotLogInByItselfWhileNobodyAsks() {
        logins.notAt("auth/approle/login");
        gateway.issue(gateway.source(), APP);

        gateway.advance(Duration.ofHours(1));

        assertThat(count(LOGIN)).isEqualTo(1);
        assertThat(time.timers()).isZero();
    }

    @Test
    void doesNotLogInAgainForEachCallThatItIsNotAllowed() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        vault.respondToCreds("app", FakeReply.error(403, "permission denied"));

        IntStream.range(0, 10)
                .forEach(i -> assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Denied.class));

        assertThat(count(LOGIN)).isEqualTo(2);
        gateway.advance(Duration.ofMinutes(6));
        gateway.issue(source, APP);
        assertThat(count(LOGIN)).isEqualTo(3);
    }

    @Test
    void givesItsTokensBackWhenItEnds() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        vault.respondToCreds("app", FakeReply.error(403, "permission denied"));
        gateway.issue(source, APP);

        gateway.on(source::close);

        // Both calls are under way together, on connections of their own.
        assertThat(logins.revoked()).hasSize(2).containsExactlyInAnyOrderElementsOf(logins.issued());
        assertThat(time.timers()).isZero();
    }

    @Test
    void givesNoBatchTokenBackAndWaitsForNobodyLong() {
        logins.prefix("hvb.");
        VaultSource batch = gateway.source();
        gateway.issue(batch, APP);
        gateway.on(batch::close);
        logins.prefix("hvs.");
        VaultSource stuck = gateway.source();
        gateway.issue(stuck, APP);
        vault.hang();

        gateway.on(stuck::close);

        assertThat(logins.revoked()).isEmpty();
    }

    @Test
    void tellsWhenItHasNoTokenAnyMore() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        vault.revoke(logins.issued().get(0));
        logins.notAt("auth/approle/login");

        gateway.issue(source, APP);

        assertThat(source.status().tokenExpires()).isEmpty();
        assertThat(gateway.registry.scrape()).contains("expiry_timestamp_seconds{backend=\"vault\"} 0.0");
    }

    @Test
    void neverShowsAToken() {
        try (LogCapture log = LogCapture.of("dev.credence.source.vault")) {
            VaultSource source = gateway.source();
            gateway.issue(source, APP);
            vault.revoke(logins.issued().get(0));
            gateway.issue(source, APP);
            gateway.advance(TWO_THIRDS);
            gateway.on(source::close);

            assertThat(log.lines()).isNotEmpty();
            assertThat(String.join("\n", log.lines())).doesNotContain(FakeVault.CANARY);
        }
    }

    /** The different results of as many calls, each of which first reports that token as refused. */
    private static Future<Set<VaultLogin.LoginResult>> thousand(VaultLogin login, Optional<Secret> refused) {
        VaultPath path = VaultPath.of("aws", "creds", "app").orElseThrow();
        return Future.all(IntStream.range(0, 1000)
                        .mapToObj(i -> {
                            refused.ifPresent(token -> login.invalidate(token, path, DENIED));
                            return login.token();
                        })
                        .toList())
                .map(all -> Set.copyOf(new HashSet<VaultLogin.LoginResult>(all.list())));
    }

    /** As many as the client lets wait for a connection. */
    private List<Future<Outcome>> many(VaultSource source) {
        return IntStream.range(0, 250)
                .mapToObj(i -> gateway.issuing(source, APP))
                .toList();
    }
}
