package dev.credence.source.sts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.vault.VaultFixture;
import dev.credence.testing.FakeSts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Credentials that STS is asked with: found, ended, taken back, or not there. */
class StsIdentityTest extends StsTest {

    @Test
    void looksOnceMoreForCredentialsWhenThoseItHasHaveEnded() {
        sts.expires("ASIACHAIN1");

        assertThat(gateway.issue(source, key())).isInstanceOf(Outcome.Issued.class);

        assertThat(web.requests()).extracting(FakeSts::accessKey).containsExactly("ASIACHAIN1", "ASIACHAIN2");
    }

    @Test
    void doesNotAskAgainWithTheSameCredentialsThatHaveEnded() {
        chain.alwaysTheSame = true;
        sts.expires("ASIACHAIN1");

        Outcome outcome = gateway.issue(source, key());

        assertUnavailable(outcome, "sts.credentials_expired", true);
        assertThat(web.requests()).hasSize(1);
    }

    @Test
    void hasABaseReplacedThatHasEndedAndAsksOnceMore() {
        gateway.issue(source, chained());
        gateway.advance(Duration.ofMinutes(1));
        sts.expires("ASIABASE1");

        Future<Outcome> outcome = gateway.issuing(source, chained());
        Awaitility.await().until(() -> gateway.replaced() == 1);
        advanceUntil(outcome);

        assertThat(VaultFixture.await(outcome)).isInstanceOf(Outcome.Issued.class);
        assertThat(gateway.vaultCalls()).isEqualTo(2);
        assertThat(web.requests())
                .extracting(FakeSts::accessKey)
                .containsExactly("ASIABASE1", "ASIABASE1", "ASIABASE2");
    }

    @Test
    void doesNotTakeANewUserForOneThatWasTakenBack() {
        basesAreSessions = false;
        web.always(
                FakeSts.error(403, "InvalidClientTokenId", "The security token included in the request is invalid."));

        assertUnavailable(gateway.issue(source, chained()), "sts.credentials_not_ready", true);
        assertThat(gateway.replaced()).isZero();
    }

    @Test
    void hasAUserReplacedThatWorkedAndIsUnknownNow() {
        basesAreSessions = false;
        gateway.issue(source, chained());
        gateway.advance(Duration.ofMinutes(1));
        web.next(FakeSts.error(403, "InvalidClientTokenId", "invalid"));

        Future<Outcome> outcome = gateway.issuing(source, chained());
        Awaitility.await().until(() -> gateway.replaced() == 1);
        advanceUntil(outcome);

        assertThat(VaultFixture.await(outcome)).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void saysThatThereAreNoCredentials() {
        chain.empty = true;

        Outcome.Failure failure = (Outcome.Failure) gateway.issue(source, key());

        assertUnavailable(failure, "sts.no_credentials", true);
        assertThat(failure.message())
                .contains("backends.accounts.credentials")
                .contains("nothing there")
                .doesNotContain("credentialsProviders");
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void manyWhoAskShareOneSearchForCredentials() {
        chain.hanging = new CountDownLatch(1);
        List<Future<Outcome>> asking = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asking.add(gateway.issuing(source, key(CredentialKey.EXTERNAL_ID, "e" + i)));
        }
        Awaitility.await().until(() -> chain.asked.get() == 1);
        gateway.issue(source, chained());

        chain.hanging.countDown();

        assertThat(asking).allSatisfy(one -> assertThat(VaultFixture.await(one)).isInstanceOf(Outcome.Issued.class));
        assertThat(chain.asked).hasValue(1);
    }
}
