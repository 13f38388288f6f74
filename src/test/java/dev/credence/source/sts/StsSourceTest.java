package dev.credence.source.sts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.vault.VaultFixture;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeSts;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FakeWeb;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is asked of STS, with whose credentials, and what is made of the answer. */
class StsSourceTest extends StsTest {

    @Test
    void assumesTheRoleWithWhatTheSdkFindsByItself() {
        Outcome.Issued issued = (Outcome.Issued) gateway.issue(source, key());

        AwsCredential credential = (AwsCredential) issued.credential();
        assertThat(credential.accessKeyId()).isEqualTo("ASIAFAKE1");
        assertThat(credential.secretAccessKey().reveal()).isEqualTo(FakeVault.CANARY + "-secret-1");
        assertThat(credential.sessionToken().orElseThrow().reveal()).isEqualTo(FakeVault.CANARY + "-token-1");
        assertThat(credential.accountId()).contains(FakeSts.ACCOUNT);
        assertThat(credential.roleArn()).contains(ARN);
        assertThat(issued.expires()).isEqualTo(START.plusSeconds(3600));
        assertThat(issued.lease()).isEmpty();
        FakeRequest request = web.requests().get(0);
        assertThat(FakeSts.form(request))
                .isEqualTo(new TreeMap<>(Map.of(
                        "Action",
                        "AssumeRole",
                        "Version",
                        "2011-06-15",
                        "RoleArn",
                        ARN,
                        "RoleSessionName",
                        "credence-node")));
        assertThat(request.header("authorization").orElseThrow())
                .startsWith("AWS4-HMAC-SHA256 Credential=ASIACHAIN1/")
                .contains("/eu-west-1/sts/aws4_request");
        assertThat(request.header("x-amz-security-token")).contains(FakeVault.CANARY + "-chain-session");
    }

    @Test
    void asksForEverythingThatTheKeySays() {
        gateway.issue(
                source,
                key(
                        CredentialKey.TTL,
                        "900",
                        CredentialKey.EXTERNAL_ID,
                        "partner/1",
                        CredentialKey.TAGS,
                        "{\"cost centre\":\"1 & 2\",\"team\":\"blue\"}",
                        CredentialKey.TRANSITIVE_TAGS,
                        "[\"team\"]",
                        CredentialKey.SOURCE_IDENTITY,
                        "alice",
                        CredentialKey.POLICY,
                        "{\"Version\":\"2012-10-17\"}",
                        CredentialKey.POLICY_ARNS,
                        "[\"arn:aws:iam::aws:policy/A\",\"arn:aws:iam::aws:policy/B\"]"));

        assertThat(FakeSts.form(web.requests().get(0)))
                .containsEntry("DurationSeconds", "900")
                .containsEntry("ExternalId", "partner/1")
                .containsEntry("Tags.member.1.Key", "cost centre")
                .containsEntry("Tags.member.1.Value", "1 & 2")
                .containsEntry("Tags.member.2.Key", "team")
                .containsEntry("Tags.member.2.Value", "blue")
                .containsEntry("TransitiveTagKeys.member.1", "team")
                .containsEntry("SourceIdentity", "alice")
                .containsEntry("Policy", "{\"Version\":\"2012-10-17\"}")
                .containsEntry("PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/A")
                .containsEntry("PolicyArns.member.2.arn", "arn:aws:iam::aws:policy/B");
    }

    @Test
    void refusesAKeyThatMakesNoSense() {
        assertThat(code(gateway.issue(source, key(CredentialKey.TAGS, "[1]")))).isEqualTo("sts.bad_key");
        assertThat(code(gateway.issue(source, key(CredentialKey.POLICY_ARNS, "{}"))))
                .isEqualTo("sts.bad_key");
        assertThat(code(gateway.issue(source, key(CredentialKey.TTL, "soon")))).isEqualTo("sts.bad_key");
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void assumesTheRoleWithWhatAnotherBackEndIssued() {
        assertThat(gateway.issue(source, chained())).isInstanceOf(Outcome.Issued.class);

        FakeRequest request = web.requests().get(0);
        assertThat(FakeSts.accessKey(request)).isEqualTo("ASIABASE1");
        assertThat(request.header("x-amz-security-token")).contains(FakeVault.CANARY + "-session-1");
        assertThat(gateway.vaultCalls()).isEqualTo(1);
        assertThat(chain.looks).hasValue(0);
    }

    @Test
    void aRoleThatAssumesAnotherOneGetsAnHourAtMost() {
        gateway.issue(source, chained(CredentialKey.TTL, "7200"));
        gateway.issue(source, chained(CredentialKey.TTL, "1800"));

        assertThat(web.requests())
                .extracting(request -> FakeSts.form(request).get("DurationSeconds"))
                .containsExactly("3600", "1800");
    }

    @Test
    void aUserOfAnotherBackEndMayAskForLonger() {
        basesAreSessions = false;

        gateway.issue(source, chained(CredentialKey.TTL, "7200"));

        assertThat(FakeSts.form(web.requests().get(0))).containsEntry("DurationSeconds", "7200");
    }

    @Test
    void takesAnHourWhereTheRolePermitsNoMoreAndRemembersIt() {
        sts.permits(ARN, 3600);

        assertThat(gateway.issue(source, key(CredentialKey.TTL, "43200"))).isInstanceOf(Outcome.Issued.class);
        assertThat(gateway.issue(source, key(CredentialKey.TTL, "43200"))).isInstanceOf(Outcome.Issued.class);

        assertThat(web.requests())
                .extracting(request -> FakeSts.form(request).get("DurationSeconds"))
                .containsExactly("43200", "3600", "3600");
    }

    @Test
    void triesTheFullLifeAgainAfterAnHour() {
        sts.permits(ARN, 3600);
        gateway.issue(source, key(CredentialKey.TTL, "43200"));
        sts.permits(ARN, 43_200);
        gateway.advance(Duration.ofMinutes(61));

        gateway.issue(source, key(CredentialKey.TTL, "43200"));

        assertThat(FakeSts.form(web.requests().get(2))).containsEntry("DurationSeconds", "43200");
    }

    @Test
    void asksOnceOnlyWhereNotEvenAnHourIsPermitted() {
        sts.permits(ARN, 900);

        assertThat(code(gateway.issue(source, key(CredentialKey.TTL, "7200")))).isEqualTo("sts.life_too_long");
        assertThat(web.requests()).hasSize(2);
    }

    @Test
    void passesOnWhyThereIsNoBase() {
        Outcome.Failure sealed = new Outcome.Unavailable("vault.sealed", "unseal Vault");
        gateway.vaultFails(sealed);

        assertThat(gateway.issue(source, chained())).isEqualTo(sealed);
        assertThat(StsSource.isOwnTrouble(sealed)).isTrue();
        assertThat(source.status().lastError()).isEmpty();
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void goesToTheRegionThroughTheProxy() {
        try (FakeWeb sideways = new FakeWeb(vertx, sts)) {
            proxy = Optional.of(sideways.address());
            recreate();

            assertThat(gateway.issue(source, key())).isInstanceOf(Outcome.Issued.class);

            assertThat(web.requests()).isEmpty();
            assertThat(sideways.requests()).singleElement().satisfies(request -> assertThat(request.header("host"))
                    .contains(web.address().getAuthority()));
        }
    }

    @Test
    void takesTheRegionThatTheSdkFinds() {
        region = Optional.empty();
        recreate();

        gateway.issue(source, key());

        assertThat(web.requests().get(0).header("authorization").orElseThrow()).contains("/eu-central-1/sts/");
    }

    @Test
    void signsForTheGlobalRegionWhereOnlyTheEndpointIsKnown() {
        region = Optional.empty();
        chain.region = null;
        recreate();

        gateway.issue(source, key());

        assertThat(web.requests().get(0).header("authorization").orElseThrow()).contains("/us-east-1/sts/");
    }

    @Test
    void saysWhatToDoWhenNobodyKnowsTheRegion() {
        region = Optional.empty();
        chain.region = null;
        source = gateway.with(() -> create(Optional.empty()));

        Outcome.Failure failure = (Outcome.Failure) gateway.issue(source, key());

        assertThat(failure.code()).isEqualTo("sts.region_unknown");
        assertThat(failure.message()).contains("backends.accounts.region").contains("AWS_REGION");
        assertThat(StsSource.isOwnTrouble(failure)).isTrue();
    }

    @Test
    void looksUpTheRoleThatIsNamedWithoutItsAccountAndRemembersIt() {
        System.setProperty("aws.endpointUrlIam", web.address().toString());
        try {
            CredentialKey named =
                    new CredentialKey(Cloud.AWS, "app", "accounts", Map.of(CredentialKey.ROLE, "team/app"));

            assertThat(gateway.issue(source, named)).isInstanceOf(Outcome.Issued.class);
            assertThat(gateway.issue(source, named)).isInstanceOf(Outcome.Issued.class);
        } finally {
            System.clearProperty("aws.endpointUrlIam");
        }

        assertThat(web.requests())
                .extracting(request -> FakeSts.form(request).get("Action"))
                .containsExactly("GetRole", "AssumeRole", "AssumeRole");
        assertThat(web.requests().get(0).header("authorization").orElseThrow()).contains("/us-east-1/iam/aws4_request");
        assertThat(FakeSts.form(web.requests().get(0))).containsEntry("RoleName", "app");
        assertThat(FakeSts.form(web.requests().get(1))).containsEntry("RoleArn", ARN);
    }

    @Test
    void doesNotTakeARoleWithAnotherPathForTheOneThatWasNamed() {
        System.setProperty("aws.endpointUrlIam", web.address().toString());
        try {
            CredentialKey named =
                    new CredentialKey(Cloud.AWS, "app", "accounts", Map.of(CredentialKey.ROLE, "other/app"));

            assertThat(gateway.issue(source, named)).isInstanceOf(Outcome.NotFound.class);
            web.always(FakeSts.error(404, "NoSuchEntity", "The role with name app cannot be found."));
            assertThat(gateway.issue(source, named)).isInstanceOf(Outcome.NotFound.class);
        } finally {
            System.clearProperty("aws.endpointUrlIam");
        }
    }

    @Test
    void theSdkIsLoadedBeforeAnyoneAsksAndNothingIsLookedForOrAsked() {
        gateway.run(source::prepare);

        Awaitility.await().until(source::isPrepared);
        assertThat(chain.looks).hasValue(0);
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void measuresWhatItAsks() {
        gateway.issue(source, key());
        web.always(FakeSts.error(403, "AccessDenied", "no"));
        gateway.issue(source, key());

        assertThat(gateway.registry.scrape())
                .contains(
                        "credence_upstream_requests_total{backend=\"accounts\",operation=\"assume_role\",outcome=\"ok\"} 1.0",
                        "operation=\"assume_role\",outcome=\"sts.access_denied\"} 1.0",
                        "credence_upstream_in_flight{backend=\"accounts\"} 0.0");
    }

    @Test
    void answersAfterItsEndToo() {
        web.always(FakeReply.silence());
        var waiting = gateway.issuing(source, key());
        Awaitility.await().until(() -> web.requests().size() == 1);

        gateway.on(() -> source.close());

        assertThat(VaultFixture.await(waiting)).isInstanceOf(Outcome.Failure.class);
    }

    static String code(Outcome outcome) {
        return ((Outcome.Failure) outcome).code();
    }
}
