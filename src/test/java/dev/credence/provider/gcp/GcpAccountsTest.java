package dev.credence.provider.gcp;

import static dev.credence.provider.gcp.Google.ACCOUNTS;
import static dev.credence.provider.gcp.Google.APP;
import static dev.credence.provider.gcp.Google.FLAVOR;
import static dev.credence.provider.gcp.Google.TOKEN;
import static dev.credence.provider.gcp.Google.V1;
import static dev.credence.provider.gcp.Google.ask;
import static dev.credence.provider.gcp.Google.awaitFetched;
import static dev.credence.provider.gcp.Google.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.Outcome;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.ScriptedIssuer;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose the tokens are, and what can be said of it when the back end cannot be asked. */
class GcpAccountsTest {
    private static final Outcome.Failure DOWN = new Outcome.Unavailable("vault.sealed", "Vault is sealed");
    private static final Outcome.Failure REFUSED = new Outcome.Denied("vault.permission_denied", "not permitted");
    private static final String YAML = GcpGateways.credentials("app");
    private static final String EMAIL = ACCOUNTS + "default/email";
    private static final String WRITTEN = """
            credentials:
              app: {provider: gcp, role: app, email: written@my-project.iam.gserviceaccount.com, scopes: [devstorage.read_only]}
            callers: [{match: any, credentials: [app]}]
            """;

    @TempDir
    Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "instance/service-accounts/",
                "instance/service-accounts/?recursive=true",
                "instance/service-accounts/default/email",
                "instance/service-accounts/default/scopes",
                "instance/service-accounts/default/?recursive=true",
                "instance/service-accounts/app@vault-project.iam.gserviceaccount.com/email",
                "instance/service-accounts/app@vault-project.iam.gserviceaccount.com/token",
                "instance/?recursive=true",
                "project/project-id",
                "?recursive=true"
            })
    void whatOnlyATokenTellsIsAnsweredWhenThatIsThere(String path) {
        gateway = TestGateway.of(folder, YAML);
        gateway.issuer().hold();
        gateway.start();

        try (RawHttp asks = ask(gateway, V1 + path)) {
            await().until(() -> gateway.asked() == 1);
            gateway.issuer().release();

            RawResponse answer = asks.read();
            assertThat(answer.status()).isEqualTo(200);
        }
        assertThat(gateway.issuer().calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "instance/service-accounts/default/",
                "instance/service-accounts/default/aliases",
                "instance/name",
                "instance/",
                "instance/attributes/?recursive=true",
                "project/numeric-project-id",
                "project/?recursive=true",
                "universe/universe-domain",
                ""
            })
    void everythingElseIsAnsweredWithoutTheBackEnd(String path) {
        gateway = TestGateway.of(folder, YAML + GcpGateways.INSTANCE);
        gateway.issuer().hold();
        gateway.start();

        assertThat(get(gateway, V1 + path).status()).isEqualTo(200);
        assertThat(gateway.asked()).isZero();
    }

    @Test
    void theProjectOfTheConfigurationNeedsNoBackEnd() {
        gateway = TestGateway.of(folder, YAML + GcpGateways.INSTANCE);
        gateway.issuer().hold();
        gateway.start();

        assertThat(get(gateway, V1 + "project/project-id").text()).isEqualTo("my-project");
        assertThat(gateway.asked()).isZero();
    }

    @Test
    void theAccountStaysKnownWhenItsTokenHasExpiredAndTheBackEndIsDown() {
        gateway = TestGateway.start(folder, YAML);
        awaitFetched(gateway, 1);
        gateway.issuer().fail(DOWN);
        gateway.time().advance(ScriptedIssuer.LIFE);

        gateway.reload(YAML + "instance: {gcp: {name: n}}\n");

        assertThat(get(gateway, TOKEN).status()).isEqualTo(503);
        long asked = gateway.asked();
        assertThat(get(gateway, EMAIL).text()).isEqualTo(APP);
        assertThat(get(gateway, ACCOUNTS).text()).contains(APP + "/\n");
        assertThat(get(gateway, V1 + "?recursive=true").text()).contains("\"projectId\":\"vault-project\"");
        assertThat(gateway.asked()).isEqualTo(asked);
    }

    @Test
    void theConfigurationFillsTheGapUntilTheBackEndTells() {
        gateway = TestGateway.of(folder, WRITTEN);
        gateway.issuer().hold();
        gateway.start();

        assertThat(get(gateway, EMAIL).text()).isEqualTo("written@my-project.iam.gserviceaccount.com");
        assertThat(get(gateway, ACCOUNTS + "default/scopes").text())
                .isEqualTo("https://www.googleapis.com/auth/devstorage.read_only\n");
        assertThat(gateway.asked()).isZero();
        gateway.issuer().release();
        awaitFetched(gateway, 1);
        await().until(() -> get(gateway, EMAIL).text().equals(APP));
        assertThat(get(gateway, ACCOUNTS + "default/scopes").text())
                .isEqualTo("https://www.googleapis.com/auth/cloud-platform\n");
    }

    @Test
    void theConfigurationHoldsWhereTheBackEndDoesNotTell() {
        gateway = TestGateway.start(folder, WRITTEN.replace("role: app", "role: anonymous"));
        awaitFetched(gateway, 1);

        assertThat(get(gateway, EMAIL).text()).isEqualTo("written@my-project.iam.gserviceaccount.com");
        assertThat(get(gateway, ACCOUNTS + "default/scopes").text())
                .isEqualTo("https://www.googleapis.com/auth/devstorage.read_only\n");
        assertThat(get(gateway, ACCOUNTS + "written@my-project.iam.gserviceaccount.com/token")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theFirstOfSeveralAccountsIsTheDefaultOne() {
        gateway = TestGateway.start(folder, GcpGateways.credentials("app", "other", "anonymous"));
        awaitFetched(gateway, 3);

        assertThat(get(gateway, TOKEN).text()).contains("gcp-app-1");
        assertThat(get(gateway, ACCOUNTS + APP + "/token").text()).contains("gcp-app-1");
        assertThat(get(gateway, ACCOUNTS + "other@vault-project.iam.gserviceaccount.com/token")
                        .text())
                .contains("gcp-other-1");
        // Of that one nobody knows the address, so it goes by the name that it has here.
        assertThat(get(gateway, ACCOUNTS + "anonymous/token").text()).contains("gcp-anonymous-1");
        assertThat(get(gateway, ACCOUNTS).text()).contains("anonymous/\n");
    }

    @Test
    void oneAccountThatIsRefusedDoesNotHideTheOthers() {
        gateway = TestGateway.of(folder, GcpGateways.credentials("app", "refused"));
        gateway.issuer().fail("refused", REFUSED);
        gateway.start();

        assertThat(get(gateway, ACCOUNTS).text()).isEqualTo(APP + "/\ndefault/\n");
        assertThat(get(gateway, ACCOUNTS + APP + "/email").text()).isEqualTo(APP);
        assertThat(get(gateway, ACCOUNTS + "refused@vault-project.iam.gserviceaccount.com/email")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void listOfAccountsIsCompleteOrNone() {
        gateway = TestGateway.of(folder, GcpGateways.credentials("app", "down"));
        gateway.issuer().fail("down", DOWN);
        gateway.start();

        assertThat(get(gateway, ACCOUNTS).status()).isEqualTo(503);
        assertThat(get(gateway, ACCOUNTS + APP + "/email").text()).isEqualTo(APP);
        assertThat(get(gateway, ACCOUNTS + APP + "/token").status()).isEqualTo(200);
    }

    @Test
    void accountsOfOthersAreNotThereAndTheAuditLogSaysWhoTried() {
        gateway = TestGateway.start(folder, """
                credentials:
                  app: {provider: gcp, role: app}
                  other: {provider: gcp, role: other}
                callers:
                  - {match: {cidr: 127.0.0.2/32}, credentials: [other]}
                  - {match: any, credentials: [app]}
                """);
        awaitFetched(gateway, 2);
        String token = ACCOUNTS + "other@vault-project.iam.gserviceaccount.com/token";

        try (LogCapture log = LogCapture.of("credence.audit")) {
            assertThat(get(gateway, token).status()).isEqualTo(404);
            assertThat(log.lines()).singleElement().asString().contains("not_entitled", "other@vault-project");
        }
        assertThat(gateway.getFrom("127.0.0.2", token, FLAVOR).text()).contains("gcp-other-1");
        assertThat(gateway.getFrom("127.0.0.2", TOKEN, FLAVOR).text()).contains("gcp-other-1");
        assertThat(gateway.metrics()).contains("credence_refusals_total{provider=\"gcp\",reason=\"not_entitled\"} 1.0");
    }
}
