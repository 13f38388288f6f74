package dev.credence.source.sts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AssumeRoleConfig;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.CredentialConfig;
import dev.credence.config.SourceCredential;
import dev.credence.config.StsConfig;
import dev.credence.source.Finding;
import dev.credence.testing.FakeSts;
import dev.credence.testing.FakeWeb;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What doctor says of an STS: one line each, and what is not well says what to do. */
class StsExaminationTest extends StsTest {
    private Optional<SourceCredential> credentials = Optional.empty();

    @Test
    void saysWhoTheMachineIsAndAssumesNothingUnlessToldTo() {
        assertThat(examine(false, credential(ARN)))
                .containsExactly(
                        Finding.ok(
                                "back end accounts",
                                "STS answers; the default chain makes us arn:aws:iam::123456789012:user/ASIACHAIN1"),
                        Finding.skipped(
                                "credential app",
                                "whether the role may be assumed is known by assuming it; --issue does"));
        assertThat(actions()).containsExactly("GetCallerIdentity");
    }

    @Test
    void assumesEachRoleWhenToldTo() {
        List<Finding> findings = examine(true, credential(ARN));

        assertThat(findings.get(1))
                .isEqualTo(
                        Finding.ok("credential app", "issued ...AKE1 until 2026-03-01T11:00:00Z; it ends by itself"));
        assertThat(FakeSts.form(web.requests().get(1))).containsEntry("RoleSessionName", "credence-node");
    }

    @ParameterizedTest
    @CsvSource({
        "app@210987654321, arn:aws:iam::210987654321:role/app",
        "team/app, arn:aws:iam::111111111111:role/team/app",
        "/team/app, arn:aws:iam::111111111111:role/team/app"
    })
    void knowsEveryFormOfARole(String role, String arn) {
        examine(true, credential(role));

        assertThat(FakeSts.form(web.requests().get(1))).containsEntry("RoleArn", arn);
    }

    @Test
    void doesNotGuessTheRoleThatACallerNames() {
        assertThat(examine(true, credential("${caller.env.IAM_ROLE}")).get(1))
                .isEqualTo(Finding.skipped("credential app", "which role it is depends on the caller"));
    }

    @Test
    void saysThatTheTrustPolicyDoesNotPermitIt() {
        web.next(
                FakeSts.xml(
                        200,
                        "<R><GetCallerIdentityResult><Arn>arn:x</Arn><Account>1</Account></GetCallerIdentityResult></R>"),
                FakeSts.error(403, "AccessDenied", "User: x is not authorized to perform: sts:AssumeRole"));

        Finding finding = examine(true, credential(ARN)).get(1);

        assertThat(finding.result()).isEqualTo(Finding.Result.REFUSED);
        assertThat(finding.text())
                .contains("none was issued")
                .contains("is not authorized to perform: sts:AssumeRole")
                .contains("the role's trust policy must name who asks");
    }

    @Test
    void saysThatThereAreNoCredentialsAndTriesNoRole() {
        chain.empty = true;

        List<Finding> findings = examine(true, credential(ARN));

        assertThat(findings.get(0).result()).isEqualTo(Finding.Result.REFUSED);
        assertThat(findings.get(0).text()).contains("environment, web identity, profile, container, instance");
        assertThat(findings.get(1)).isEqualTo(Finding.skipped("credential app", "back end accounts does not work"));
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void saysThatTheCredentialsHaveEnded() {
        sts.expires("ASIACHAIN1");

        assertThat(examine(false)).singleElement().satisfies(finding -> {
            assertThat(finding.result()).isEqualTo(Finding.Result.REFUSED);
            assertThat(finding.text()).contains("ExpiredToken");
        });
    }

    @Test
    void saysThatNobodyAnswers() {
        web.close();

        assertThat(examine(false)).singleElement().satisfies(finding -> {
            assertThat(finding.result()).isEqualTo(Finding.Result.UNAVAILABLE);
            assertThat(finding.text()).contains("cannot be reached");
        });
        web = new FakeWeb(vertx, sts);
    }

    @Test
    void saysThatTheRegionIsMissing() {
        region = Optional.empty();
        chain.region = null;

        assertThat(examine(Optional.empty(), false)).singleElement().satisfies(finding -> {
            assertThat(finding.result()).isEqualTo(Finding.Result.MISCONFIGURED);
            assertThat(finding.text()).contains("backends.accounts.region");
        });
    }

    @Test
    void needsNoCredentialsToSeeThatItAnswersWhereAnotherBackEndIssuesThem() {
        credentials = Optional.of(new SourceCredential("vault", "aws", "hub"));
        web.always(FakeSts.error(403, "InvalidClientTokenId", "unknown"));

        assertThat(examine(true, credential(ARN)))
                .extracting(Finding::result)
                .containsExactly(Finding.Result.OK, Finding.Result.SKIPPED);
        assertThat(chain.looks).hasValue(0);
    }

    private List<Finding> examine(boolean issue, CredentialConfig... examined) {
        return examine(Optional.of(web.address()), issue, examined);
    }

    private List<Finding> examine(Optional<URI> endpoint, boolean issue, CredentialConfig... examined) {
        retries = 0;
        StsConfig config = config(endpoint);
        StsConfig whole = new StsConfig(
                config.name(),
                config.region(),
                config.endpoint(),
                config.proxy(),
                credentials,
                config.timeout(),
                0,
                config.rateLimit(),
                config.breaker());
        StsSource asked = gateway.with(() -> create(endpoint));
        StsExamination examination = new StsExamination(whole, "credence-node", asked);
        try {
            return gateway.on(() -> examination.examine(List.of(examined), issue));
        } finally {
            gateway.on(examination::close);
        }
    }

    private List<String> actions() {
        return web.requests().stream()
                .map(request -> FakeSts.form(request).get("Action"))
                .toList();
    }

    private static CredentialConfig credential(String role) {
        return new AwsCredentialConfig(
                "app",
                "accounts",
                "aws",
                role,
                Optional.empty(),
                Optional.of(Duration.ofHours(1)),
                Optional.empty(),
                "app",
                new AssumeRoleConfig(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("111111111111"),
                        List.of(),
                        Map.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
    }
}
