package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Outcome;
import dev.credence.testing.FakeLogins;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.LogCapture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a token is kept alive, and replaced when that cannot be. */
class TokenRenewalTest extends LoggedInTest {
    @Test
    void renewsAtTwoThirdsOfTheLife() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);

        gateway.advance(TWO_THIRDS.minusSeconds(1));
        assertThat(count(RENEW)).isZero();
        gateway.advance(Duration.ofSeconds(1));
        awaitCount(RENEW, 1);
        awaitExpiry(source, TWO_THIRDS.plusHours(1));
        gateway.advance(TWO_THIRDS);
        awaitCount(RENEW, 2);

        FakeRequest renewal = last(RENEW);
        assertThat(new JsonObject(renewal.body())).isEqualTo(new JsonObject().put("increment", "3600s"));
        assertThat(renewal.header("x-vault-token")).contains(logins.issued().get(0));
        assertThat(count(LOGIN)).isEqualTo(1);
    }

    @Test
    void logsInAnewWhenARenewalGrantsLittleAndUsesTheOldTokenMeanwhile() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        logins.renewal(FakeLogins.granted(1799));
        vault.hold();
        gateway.advance(TWO_THIRDS);
        awaitHeld(1);
        vault.releaseLast(1);
        awaitHeld(1);
        assertThat(count(LOGIN)).isEqualTo(2);

        Future<Outcome> meanwhile = gateway.issuing(source, APP);
        awaitHeld(2);
        vault.release();

        assertThat(VaultFixture.await(meanwhile)).isInstanceOf(Outcome.Issued.class);
        assertThat(last("/v1/aws/creds/app").header("x-vault-token"))
                .contains(logins.issued().get(0));
        awaitExpiry(source, TWO_THIRDS.plusHours(1));
        gateway.issue(source, APP);
        assertThat(last("/v1/aws/creds/app").header("x-vault-token"))
                .contains(logins.issued().get(1));
    }

    @Test
    void keepsATokenWhoseRenewalGrantsEnough() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        logins.renewal(FakeLogins.granted(1800));

        gateway.advance(TWO_THIRDS);

        awaitExpiry(source, TWO_THIRDS.plusSeconds(1800));
        assertThat(count(LOGIN)).isEqualTo(1);
    }

    @Test
    void logsInAnewWhenARenewalIsRefused() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        logins.renewal(FakeReply.error(403, "permission denied"));

        try (LogCapture log = LogCapture.of("dev.credence.source.vault.LoginLog")) {
            gateway.advance(TWO_THIRDS);
            awaitCount(LOGIN, 2);

            Awaitility.await().untilAsserted(() -> assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("token not renewed; logging in anew")));
        }
        awaitExpiry(source, TWO_THIRDS.plusHours(1));
    }

    @Test
    void asksAgainForARenewalThatVaultDoesNotAnswer() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        logins.renewal(FakeReply.error(503, "sealed"));
        gateway.advance(TWO_THIRDS);
        awaitCount(RENEW, 1);
        awaitTimers(1);

        logins.renewal(FakeLogins.granted(3600));
        gateway.advance(Duration.ofSeconds(300));

        awaitExpiry(source, TWO_THIRDS.plusSeconds(300).plusHours(1));
        assertThat(count(LOGIN)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hvb.", "hvs."})
    void replacesATokenThatCannotBeRenewed(String prefix) {
        logins.prefix(prefix);
        if (prefix.equals("hvs.")) {
            logins.notRenewable();
        }
        VaultSource source = gateway.source();
        gateway.issue(source, APP);

        gateway.advance(TWO_THIRDS);

        awaitCount(LOGIN, 2);
        awaitExpiry(source, TWO_THIRDS.plusHours(1));
        assertThat(count(RENEW)).isZero();
    }

    @Test
    void leavesATokenAloneThatNeverEnds() {
        logins.life(0);
        VaultSource source = gateway.source();
        gateway.issue(source, APP);

        assertThat(time.timers()).isZero();
        assertThat(source.status().tokenExpires()).isEmpty();
        assertThat(gateway.registry.scrape()).contains("expiry_timestamp_seconds{backend=\"vault\"} +Inf");
    }

    @Test
    void logsInAgainAfterTheEndThatNobodyCouldPutOff() {
        logins.renewal(FakeReply.error(503, "sealed"));
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        gateway.advance(Duration.ofHours(2));

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
        assertThat(count(LOGIN)).isEqualTo(2);
    }

    @Test
    void triesToReplaceATokenUntilItEnds() {
        logins.notRenewable();
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        logins.notAt("auth/approle/login");
        gateway.advance(TWO_THIRDS);
        awaitCount(LOGIN, 2);
        awaitTimers(1);

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
        logins.at("auth/approle/login");
        gateway.advance(Duration.ofSeconds(1));

        awaitExpiry(source, TWO_THIRDS.plusSeconds(3601));
    }
}
