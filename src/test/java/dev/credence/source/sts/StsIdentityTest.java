package dev.credence.source.sts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.vault.VaultFixture;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.FakeSts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    void saysWhichLinkOfTheChainHasToBeMended() {
        chain.empty = true;
        String profile = "ProfileCredentialsProvider(profileName=app, profileFile=ProfileFile(sections=[profiles],"
                + " profiles=[Profile(name=default, properties=[aws_access_key_id])]))";
        String unset = "(): Unable to load credentials from system settings. Access key must be specified either via"
                + " environment variable (AWS_ACCESS_KEY_ID) or system property (aws.accessKeyId)., ";
        chain.nothing = "Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain("
                + "credentialsProviders=[SystemPropertyCredentialsProvider(), " + profile
                + ", ContainerCredentialsProvider()]) : [SystemPropertyCredentialsProvider" + unset
                + "EnvironmentVariableCredentialsProvider(): Unable to load credentials from system settings. Secret key"
                + " must be specified either via environment variable (AWS_SECRET_ACCESS_KEY) or system property"
                + " (aws.secretAccessKey)., " + profile
                + ": Profile property 'aws_secret_access_key' was not configured"
                + " for 'app'., ContainerCredentialsProvider(): Cannot fetch credentials from container - neither"
                + " AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI environment variables"
                + " are set.]";

        assertThat(((Outcome.Failure) gateway.issue(source, key())).message())
                .endsWith(
                        ": EnvironmentVariable: Secret key must be specified either via environment variable or system"
                                + " property; Profile: Profile property 'aws_secret_access_key' was not configured for 'app'");
        chain.nothing =
                "Unable AwsCredentialsProviderChain(credentialsProviders=[X()]) : [X" + unset + "Y" + unset + "]";
        assertThat(((Outcome.Failure) gateway.issue(source, key())).message()).endsWith("nothing is set up");
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

    @Test
    void looksForOtherCredentialsWhenIamDoesNotKnowTheKeyThatItIsAskedWith() {
        web.next(FakeSts.error(403, "InvalidClientTokenId", "The security token included in the request is invalid."));

        assertThat(lookingUp(new CredentialKey(Cloud.AWS, "app", "accounts", Map.of(CredentialKey.ROLE, "team/app"))))
                .isInstanceOf(Outcome.Issued.class);

        assertThat(web.requests())
                .extracting(FakeSts::accessKey)
                .containsExactly("ASIACHAIN1", "ASIACHAIN2", "ASIACHAIN2");
    }

    @Test
    void doesNotLetAUserBeMadeAnewBecauseIamDoesNotKnowItYet() {
        basesAreSessions = false;
        web.always(
                FakeSts.error(403, "InvalidClientTokenId", "The security token included in the request is invalid."));

        Outcome outcome = lookingUp(BASE.derive("accounts", Map.of(CredentialKey.ROLE, "team/app")));

        assertUnavailable(outcome, "sts.credentials_not_ready", true);
        assertThat(gateway.replaced()).isZero();
        assertThat(web.requests()).hasSize(1);
    }

    private Outcome lookingUp(CredentialKey named) {
        System.setProperty("aws.endpointUrlIam", web.address().toString());
        try {
            return gateway.issue(source, named);
        } finally {
            System.clearProperty("aws.endpointUrlIam");
        }
    }
}
