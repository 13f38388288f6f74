package dev.credence.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Outcome;
import dev.credence.testing.FakeVault;
import dev.credence.testing.LogCapture;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final String IMDS = "/latest/meta-data/iam/security-credentials/";

    @TempDir
    Path folder;

    private TestGateway gateway;
    private LogCapture audit;

    @BeforeEach
    void start() {
        gateway = TestGateway.of(folder, """
                credentials:
                  app: {provider: aws, role: app}
                  user: {provider: aws, role: user}
                  refused: {provider: aws, role: refused}
                  hidden: {provider: aws, role: hidden}
                callers:
                  - {match: {cidr: 127.0.0.2/32, name: billing}, credentials: [app, user, refused]}
                  - {match: {token-file: app.token}, credentials: [app]}
                providers: {aws: {imds-v1: true}}
                """);
        gateway.issuer().fail("refused", new Outcome.Denied("vault.permission_denied", "no"));
        gateway.start();
        audit = LogCapture.of("credence.audit");
    }

    @AfterEach
    void stop() {
        audit.close();
        gateway.close();
    }

    /** Only when somebody wants to know: not even the line is made otherwise. */
    @Test
    void whoAsksAgainIsToldOfAtDebugOnlyAndNotInTheAuditLog() {
        gateway.getFrom("127.0.0.2", IMDS + "app", "X-Request-ID: one");
        try (LogCapture log = LogCapture.ofAll(CredentialReader.class.getName())) {
            gateway.getFrom("127.0.0.2", IMDS + "app", "X-Request-ID: two");

            assertThat(log.lines())
                    .containsExactly("credential given again caller=\"billing\" credential=\"app\" request_id=\"two\"");
        }
        assertThat(audit.lines()).hasSize(1);
    }

    @Test
    void saysOnceForEachCallerWhoGotWhat() {
        gateway.getFrom("127.0.0.2", IMDS + "app", "X-Request-ID: one");
        gateway.getFrom("127.0.0.2", IMDS + "app", "X-Request-ID: two");

        assertThat(audit.lines())
                .containsExactly("credential given provider=\"aws\" caller=\"billing\""
                        + " address=\"127.0.0.2\" rule=\"billing\" match=\"cidr\" credential=\"app\" key_suffix=\"APP1\""
                        + " expires=\"2026-03-01T16:00:00Z\" request_id=\"one\"");
    }

    @Test
    void saysThatTheKeysOfAnIamUserWereRefusedAndNotGiven() {
        gateway.getFrom("127.0.0.2", IMDS + "user");

        assertThat(audit.lines())
                .singleElement()
                .asString()
                .startsWith("credential refused")
                .contains("imds.iam_user");
    }

    @Test
    void anOutageIsToldOfEachRequestWithItsIdWhenSomebodyLooksCloser() {
        gateway.issuer().fail("app", new Outcome.Unavailable("vault.sealed", "sealed"));
        gateway.time().advance(Duration.ofHours(7));
        try (LogCapture log = LogCapture.ofAll("dev.credence.provider.CredentialReader")) {
            gateway.getFrom("127.0.0.2", IMDS + "app", "X-Request-ID: mine");

            assertThat(log.lines())
                    .containsExactly("credential not available for this request caller=\"billing\" credential=\"app\""
                            + " outcome=\"vault.sealed\" request_id=\"mine\"");
        }
        assertThat(audit.lines()).isEmpty();
    }

    @Test
    void saysThatTheBackEndRefused() {
        gateway.getFrom("127.0.0.2", IMDS + "refused");

        assertThat(audit.lines()).singleElement().asString().contains("refused", "vault.permission_denied");
    }

    @Test
    void saysWhoAskedForTheCredentialOfAnother() {
        gateway.getFrom("127.0.0.2", IMDS + "hidden");
        gateway.get("/v1/credentials/hidden", "Authorization: " + TestGateway.APP_TOKEN);

        assertThat(audit.lines())
                .hasSize(2)
                .allMatch(line -> line.contains("credential=\"hidden\" outcome=\"not_entitled\""));
    }

    @Test
    void saysWhoAskedWithoutTheToken() {
        gateway.get("/v1/credentials/app", "Authorization: " + FakeVault.CANARY);

        assertThat(audit.lines())
                .singleElement()
                .asString()
                .contains("credential=\"app\" outcome=\"no_token\"")
                .doesNotContain(FakeVault.CANARY);
    }

    @Test
    void repeatsNoNameThatTheConfigurationDoesNotKnow() {
        gateway.get("/v1/credentials/%22%20outcome=%22given");

        assertThat(audit.lines()).singleElement().asString().contains("credential=\"\" outcome=\"no_token\"");
    }
}
