package dev.credence.source.ims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AssumeRoleConfig;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.CredentialConfig;
import dev.credence.source.Finding;
import dev.credence.source.vault.VaultFixture;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor finds at a metadata service. */
@Timeout(60)
class ImsExaminationTest {
    private static Vertx vertx;

    private ImsFixture service;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        VaultFixture.await(vertx.close());
    }

    @BeforeEach
    void start() {
        service = new ImsFixture(vertx, "app", "other");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void findsTheRolesThatAreNamedAndTakesNoCredentials() {
        List<Finding> findings = examine(false, "app", "*", "${caller.env.ROLE}");

        assertThat(findings)
                .containsExactly(
                        Finding.ok("back end afp", service.imds.address() + " answers and lists 2 roles"),
                        Finding.ok("credential app", "role app is listed"),
                        Finding.ok("credential *", "gives 2 roles, as they are listed"),
                        Finding.skipped("credential ${caller.env.ROLE}", "its role depends on the caller"));
        assertThat(service.imds.gets("app")).isZero();
    }

    @Test
    void saysWhichRolesThereAreInsteadOfTheOneThatIsNot() {
        service.imds.roles(IntStream.range(0, 20).mapToObj(i -> "r" + i).toList());

        assertThat(examine(false, "ap").get(1))
                .isEqualTo(Finding.misconfigured(
                        "credential ap",
                        "role ap is not listed; have it added there, or write one of r0, r1, r2, r3, r4, r5, r6, r7,"
                                + " ..."));
    }

    @ParameterizedTest
    @CsvSource({"200, <html><title>Sign in</title>", "404, ''", "200, ''", "302, ''", "200, two words a line"})
    void takesAnAnswerThatIsNoListForAWrongPrefix(int status, String body) {
        service.imds.web().always(FakeReply.of(status, body));

        List<Finding> findings = examine(false, "app");

        assertThat(findings.get(0).result()).isEqualTo(Finding.Result.MISCONFIGURED);
        assertThat(findings.get(0).text()).contains("backends.afp.prefix", "it is /latest/meta-data/");
        assertThat(findings.get(1)).isEqualTo(Finding.skipped("credential app", "back end afp lists no roles"));
    }

    @Test
    void tellsARefusalFromAnOutage() {
        service.imds.web().always(FakeReply.of(403, ""));
        assertThat(examine(false, "app").get(0).result()).isEqualTo(Finding.Result.REFUSED);

        service.imds.web().always(FakeReply.of(500, ""));
        assertThat(examine(false, "app").get(0).result()).isEqualTo(Finding.Result.UNAVAILABLE);

        service.address(URI.create("http://127.0.0.1:" + FreePort.next()));
        Finding finding = examine(false, "app").get(0);
        assertThat(finding.result()).isEqualTo(Finding.Result.UNAVAILABLE);
        assertThat(finding.text()).contains("Look at backends.afp.address and the network");
    }

    @Test
    void warnsOfRolesThatAreLeftOut() {
        service.imds.roles(List.of("app", "a b"));

        assertThat(examine(false, "app").get(0).result()).isEqualTo(Finding.Result.WARNING);
    }

    @Test
    void takesCredentialsWhenToldTo() {
        assertThat(examine(true, "app").get(1))
                .isEqualTo(Finding.ok("credential app", "got ...0002 until 2026-03-01T11:00:00Z; it ends by itself"));
        assertThat(service.imds.gets("app")).isEqualTo(1);

        service.imds.expiration("never");
        Finding unreadable = examine(true, "app").get(1);
        assertThat(unreadable.result()).isEqualTo(Finding.Result.UNAVAILABLE);
        assertThat(unreadable.text()).contains("gave nothing").doesNotContain(FakeVault.CANARY);
    }

    @Test
    void saysWithWhichRoleAnotherBackEndAsks() {
        assertThat(examine(List.of("accounts", "more"), false, "app"))
                .containsExactly(
                        Finding.ok("back end afp", service.imds.address() + " answers and lists 2 roles"),
                        Finding.ok("credential app", "role app is listed"),
                        Finding.ok("back end accounts", "asks with role app, the first that back end afp lists"),
                        Finding.ok("back end more", "asks with role app, the first that back end afp lists"));
        assertThat(service.imds.gets("app")).isZero();

        assertThat(examine(List.of("accounts"), true).get(1))
                .isEqualTo(
                        Finding.ok("back end accounts", "got ...0003 until 2026-03-01T11:00:00Z; it ends by itself"));
        assertThat(service.imds.gets("app")).isEqualTo(1);
    }

    @Test
    void findsThatThereIsNoRoleToAskWith() {
        service.imds.web().always(FakeReply.of(200, "[]"));
        assertThat(examine(List.of("accounts"), false).get(1))
                .isEqualTo(Finding.misconfigured(
                        "back end accounts",
                        "is to ask with the first role that back end afp lists, and it lists none: have one added"
                                + " there, or name another back end in backends.accounts.credentials"));

        service.imds.web().always(FakeReply.of(500, ""));
        assertThat(examine(List.of("accounts"), false).get(1))
                .isEqualTo(Finding.skipped(
                        "back end accounts", "back end afp, with whose first role it asks, lists no roles"));
    }

    private List<Finding> examine(boolean issue, String... roles) {
        return examine(List.of(), issue, roles);
    }

    private List<Finding> examine(List<String> askers, boolean issue, String... roles) {
        ImsExamination examination = service.examination();
        List<Finding> findings = service.gateway.on(() -> examination.examine(
                List.of(roles).stream().map(ImsExaminationTest::credential).toList(), askers, issue));
        service.gateway.run(examination::close);
        return findings;
    }

    private static CredentialConfig credential(String role) {
        return new AwsCredentialConfig(
                role,
                ImsFixture.NAME,
                "aws",
                role,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                role,
                AssumeRoleConfig.NONE);
    }
}
