package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeLogins;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that somebody else obtained is kept alive where that can be done, and is never ours. */
class GivenTokenRenewalTest extends LoggedInTest {
    @BeforeEach
    void giveAToken() {
        gateway.token(FakeVault.TOKEN);
        vault.tokenData(data().put("renewable", true));
    }

    @Test
    void renewsATokenThatIsRenewable() {
        VaultSource source = issued();
        awaitTimers(1);

        gateway.advance(TWO_THIRDS);

        awaitCount(RENEW, 1);
        awaitExpiry(source, TWO_THIRDS.plusHours(1));
        assertThat(new JsonObject(last(RENEW).body()).getString("increment")).isEqualTo("7200s");
        gateway.on(source::close);
        assertThat(vault.logins().revoked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"renewable\":false}", "{\"renewable\":true,\"num_uses\":5}", "{\"renewable\":true,\"ttl\":0}"
            })
    void leavesOthersAlone(String different) {
        vault.tokenData(data().mergeIn(new JsonObject(different)));
        issued();

        gateway.advance(Duration.ofHours(1));

        assertThat(time.timers()).isZero();
        assertThat(count(RENEW)).isZero();
    }

    @Test
    void stopsWhenVaultRefuses() {
        vault.logins().renewal(FakeReply.error(403, "permission denied"));
        issued();
        awaitTimers(1);

        gateway.advance(TWO_THIRDS);

        awaitCount(RENEW, 1);
        awaitTimers(0);
        assertThat(count(LOGIN)).isZero();
    }

    @Test
    void asksAgainWhenVaultIsOutOfOrder() {
        vault.logins().renewal(FakeReply.error(503, "sealed"));
        VaultSource source = issued();
        awaitTimers(1);
        gateway.advance(TWO_THIRDS);
        awaitCount(RENEW, 1);
        awaitTimers(1);

        vault.logins().renewal(FakeLogins.granted(7200));
        gateway.advance(Duration.ofSeconds(300));

        awaitExpiry(source, TWO_THIRDS.plusSeconds(7500));
    }

    private VaultSource issued() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        Awaitility.await().untilAsserted(() -> assertThat(count("/v1/auth/token/lookup-self"))
                .isEqualTo(1));
        return source;
    }

    private static JsonObject data() {
        return new JsonObject().put("ttl", 3600).put("creation_ttl", 7200).put("num_uses", 0);
    }
}
