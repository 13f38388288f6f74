package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import java.nio.file.Files;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How it is found out that a token has died, and with it what was issued to it. */
class TokenDeathTest extends TokenLeasesTest {
    @Test
    void aRenewalOfTheTokenThatIsRefusedTellsOfItsLeases() {
        VaultSource source = proven(3);
        vault.revoke(logins.issued().get(0));

        gateway.advance(TWO_THIRDS);

        awaitTold("aws/creds/app/1", "aws/creds/other/2");
        awaitCount(LOGIN, 2);
        assertThat(leases()).isZero();
        assertThat(within).allSatisfy(limit -> assertThat(limit).isLessThanOrEqualTo(Duration.ofSeconds(30)));
        Awaitility.await().until(() -> !Files.exists(file()));
        assertThat(renew(source, "aws/creds/app/1", APP)).isInstanceOf(Outcome.NotFound.class);
        assertThat(count(LEASE_RENEW)).as("what is known needs no question").isZero();
    }

    @Test
    void aCallThatIsRefusedTellsOfTheLeasesOfItsTokenAndSucceedsWithAnother() {
        VaultSource source = proven(3);
        vault.revoke(logins.issued().get(0));

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);

        awaitTold("aws/creds/app/1", "aws/creds/other/2");
        assertThat(count(LOGIN)).isEqualTo(2);
        assertThat(leases()).as("the new one").isEqualTo(1);
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(Files.readString(file())).contains("app/3").doesNotContain("app/1", "other/2"));
    }

    @Test
    void theWordsOfANewerVaultNeedNoSecondLook() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        vault.next(FakeReply.error(403, "permission denied", "invalid token"));

        gateway.issue(source, OTHER);

        assertThat(told).containsExactly("aws/creds/app/1");
        assertThat(count(LOOKUP)).isZero();
    }

    @Test
    void whereATokenCannotBeLookedUpOneLeaseSpeaksForAll() {
        vault.respondToLookup(FakeReply.error(403, "permission denied"));
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        gateway.issue(source, OTHER);
        vault.revoke(logins.issued().get(0));
        gateway.issue(source, SESSION);
        awaitTold("aws/creds/app/1", "aws/creds/other/2");
        assertThat(leases()).as("in doubt").isEqualTo(2);
        told.clear();

        assertThat(renew(source, "aws/creds/app/1", APP)).isInstanceOf(Outcome.NotFound.class);

        awaitTold("aws/creds/other/2");
        assertThat(leases()).isZero();
        assertThat(renew(source, "aws/creds/other/2", OTHER)).isInstanceOf(Outcome.NotFound.class);
        assertThat(count(LEASE_RENEW)).isEqualTo(1);
    }

    @Test
    void whereATokenCannotBeLookedUpItsLeasesAreAskedForBeforeAnythingIsReplaced() {
        vault.respondToLookup(FakeReply.error(403, "permission denied"));
        VaultSource source = gateway.source();
        logins.life(0);
        gateway.issue(source, APP);
        vault.respondToCreds("session", FakeReply.error(403, "permission denied"));

        gateway.issue(source, SESSION);
        awaitTold("aws/creds/app/1");

        assertThat(renew(source, "aws/creds/app/1", APP)).isInstanceOf(Outcome.Issued.class);
        assertThat(count(LEASE_RENEW)).isEqualTo(1);
        assertThat(leases()).isEqualTo(1);
    }

    @Test
    void aLeaseThatIsGoneMakesItsTokenLookedAt() {
        VaultSource source = proven(3);
        vault.revoke(logins.issued().get(0));

        assertThat(renew(source, "aws/creds/app/1", APP)).isInstanceOf(Outcome.NotFound.class);

        Awaitility.await().until(() -> leases() == 0);
        assertThat(told).contains("aws/creds/other/2");
        awaitCount(LOGIN, 2);
    }

    @Test
    void oneLeaseThatAnOperatorRevokedConcernsNoOther() {
        VaultSource source = proven(3);
        long looks = count(LOOKUP);
        vault.leases().lose("aws/creds/app/1");

        assertThat(renew(source, "aws/creds/app/1", APP)).isInstanceOf(Outcome.NotFound.class);

        awaitCount(LOOKUP, (int) looks + 1);
        assertThat(told).isEmpty();
        assertThat(leases()).isEqualTo(1);
    }

    @Test
    void aRevocationIsNoticedWhileNobodyCallsVault() {
        logins.life(0);
        proven(2);
        vault.revoke(logins.issued().get(0));

        gateway.advance(WATCH);

        awaitTold("aws/creds/app/1", "aws/creds/other/2");
        assertThat(count(LOGIN)).as("nobody has asked for anything").isEqualTo(1);
        gateway.advance(Duration.ofDays(1));
        assertThat(time.timers()).as("nothing is left to be looked after").isZero();
    }

    @Test
    void whatIsGrantedToATokenThatHasJustEndedIsDoubtedAtOnce() {
        VaultSource source = gateway.source();
        gateway.issue(source, OTHER);
        vault.hold();
        var late = gateway.issuing(source, APP);
        awaitHeld(1);
        var refused = gateway.issuing(source, SESSION);
        awaitHeld(2);
        vault.next(FakeReply.error(403, "permission denied", "invalid token"));
        vault.releaseLast(1);
        awaitTold("aws/creds/other/1");

        vault.release();

        assertThat(VaultFixture.await(late)).isInstanceOf(Outcome.Issued.class);
        assertThat(VaultFixture.await(refused)).isInstanceOf(Outcome.Issued.class);
        assertThat(told).contains("aws/creds/app/2");
        assertThat(leases()).isZero();
    }
}
