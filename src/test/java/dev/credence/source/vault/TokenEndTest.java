package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeLogins;
import dev.credence.testing.FakeReply;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is issued to a token that ends some day, or lives on without anybody who renews it. */
class TokenEndTest extends TokenLeasesTest {
    @Test
    void aTokenThatOnlyLacksAPermissionTakesNothingWithIt() {
        VaultSource source = proven(3);
        logins.life(0);
        long looks = count(LOOKUP);
        vault.respondToCreds("session", FakeReply.error(403, "permission denied"));

        assertThat(gateway.issue(source, SESSION)).isInstanceOf(Outcome.Denied.class);

        awaitCount(LOOKUP, (int) looks + 1);
        assertThat(leases()).isEqualTo(2);
        // Nobody renews the token that has retired, so its end is theirs; but nothing is lost.
        assertThat(renew(source, "aws/creds/app/1", APP)).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void sessionsNeedNoToken() {
        logins.life(0);
        VaultSource source = gateway.source();
        gateway.issue(source, SESSION);
        vault.revoke(logins.issued().get(0));

        gateway.advance(Duration.ofHours(1));
        gateway.issue(source, SESSION);

        assertThat(count(LOOKUP)).isZero();
        assertThat(told).isEmpty();
        assertThat(time.timers()).isZero();
    }

    @Test
    void aTokenWhoseTimeRanOutDuringAnOutageHasEnded() {
        vault.role("app", "iam_user", 36_000).role("other", "iam_user", 36_000);
        VaultSource source = proven(3);
        vault.always(FakeReply.error(503, "Vault is sealed"));

        Awaitility.await().untilAsserted(() -> {
            gateway.advance(Duration.ofMinutes(10));
            assertThat(told).contains("aws/creds/app/1", "aws/creds/other/2");
        });
        vault.heal();

        assertThat(renew(source, "aws/creds/app/1", APP)).isInstanceOf(Outcome.NotFound.class);
        assertThat(leases()).isZero();
    }

    @Test
    void whatATokenOfLimitedLifeIssuesEndsWithIt() {
        logins.life(1_800).notRenewable();
        VaultSource source = gateway.source();
        Instant end = time.instant().plusSeconds(1_800);

        Outcome.Issued issued = (Outcome.Issued) gateway.issue(source, APP);

        assertThat(issued.expires()).isEqualTo(end);
        gateway.advance(Duration.ofMinutes(15));
        IssuedCredential held = held(APP, end);
        assertThat(gateway.on(() -> source.renew(held, "aws/creds/app/1")))
                .as("a new one would end at the same time")
                .isEqualTo(new Outcome.Issued(held.credential(), end, issued.lease()));
        gateway.advance(Duration.ofMinutes(6));
        awaitCount(LOGIN, 2);
        assertThat(gateway.on(() -> source.renew(held, "aws/creds/app/1")))
                .as("one of the next token lives longer")
                .isInstanceOf(Outcome.Denied.class);
        assertThat(count(LEASE_RENEW)).isZero();
    }

    @Test
    void atTheMaximumOfTheTokenItsLeasesAreToldToEndEarlier() {
        VaultSource source = proven(3);
        logins.renewal(FakeLogins.granted(600));

        gateway.advance(TWO_THIRDS);

        awaitCount(LOGIN, 2);
        awaitTold("aws/creds/app/1", "aws/creds/other/2");
        Instant end = time.instant().plusSeconds(600);
        IssuedCredential held = held(APP, time.instant().plusSeconds(3_600));
        assertThat(gateway.on(() -> source.renew(held, "aws/creds/app/1")))
                .as("the truth about it, before another is issued")
                .isInstanceOfSatisfying(Outcome.Issued.class, shorter -> assertThat(shorter.expires())
                        .isBeforeOrEqualTo(end));
        assertThat(count(LEASE_RENEW)).isZero();
        assertThat(leases()).isEqualTo(2);
    }

    @Test
    void aTokenOfLimitedUseIsNeverSpentOnALook() {
        logins.uses(10).life(0);
        VaultSource source = gateway.source();
        gateway.issue(source, APP);

        gateway.advance(Duration.ofHours(1));

        assertThat(count(LOOKUP)).isZero();
    }
}
