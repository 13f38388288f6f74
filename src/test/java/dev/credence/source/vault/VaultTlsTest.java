package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.VaultAuth;
import dev.credence.config.VaultTls;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeTime;
import dev.credence.testing.FakeVault;
import dev.credence.testing.LogCapture;
import dev.credence.testing.TestCertificates;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the source trusts, and how it proves who it is. */
class VaultTlsTest extends VaultTest {
    private static TestCertificates certificates;

    private FakeVault secure;

    @BeforeAll
    static void issueCertificates(@TempDir Path directory) throws IOException, InterruptedException {
        certificates = TestCertificates.in(directory);
    }

    @BeforeEach
    void startSecureVault() {
        secure = FakeVault.start(gateway.vertx, server()).role("app", "assumed_role");
        gateway.address(secure.address().toString());
    }

    @AfterEach
    void stopSecureVault() {
        secure.close();
    }

    @Test
    void trustsThePrivateAuthority() {
        assertThat(gateway.tls(trusting().build()).issue()).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void trustsNobodyElse() {
        Outcome.Failure failure = gateway.failure();

        assertThat(failure.code()).isEqualTo("vault.tls_failed");
        assertThat(failure.message())
                .isEqualTo("Vault at 127.0.0.1:" + secure.port()
                        + ": its certificate is not trusted: name the PEM file of its authority in VAULT_CACERT or"
                        + " backends.vault.tls.ca-certificate");
        assertThat(secure.requests()).isEmpty();
    }

    @Test
    void trustsAnybodyWhenToldTo() {
        assertThat(gateway.tls(new Tls().skipVerify().build()).issue()).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void checksTheNameThatIsConfiguredInsteadOfTheAddress() {
        assertThat(gateway.tls(trusting().serverName("vault.test").build()).issue())
                .isInstanceOf(Outcome.Issued.class);
        assertThat(gateway.tls(trusting().serverName("other.test").build())
                        .failure()
                        .code())
                .isEqualTo("vault.tls_failed");
    }

    @Test
    void provesWhoItIsWithItsCertificate() {
        secure.close();
        secure = FakeVault.start(
                        gateway.vertx,
                        server().setClientAuth(ClientAuth.REQUIRED).setTrustOptions(certificates.trust()))
                .role("app", "assumed_role");
        gateway.address(secure.address().toString());

        assertThat(gateway.tls(trusting().client().build()).issue()).isInstanceOf(Outcome.Issued.class);
        assertThat(gateway.tls(trusting().build()).failure().message())
                .endsWith("asks for a certificate of ours: name it in VAULT_CLIENT_CERT and VAULT_CLIENT_KEY, or"
                        + " backends.vault.tls.certificate and key");
    }

    @Test
    void saysThatAFileIsMissing() {
        VaultTls missing = new VaultTls(
                Optional.of(Path.of("/nowhere/ca.pem")), Optional.empty(), Optional.empty(), Optional.empty(), false);

        assertThat(gateway.tls(missing).failure().message()).contains("/nowhere/ca.pem");
    }

    @Test
    void followsARedirectToAnotherHostOverTls() {
        secure.next(FakeReply.redirect(307, "https://localhost:" + secure.port() + "/v1/aws/creds/app"));

        assertThat(gateway.tls(trusting().build()).issue()).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void neverLeavesTls() {
        secure.always(FakeReply.redirect(307, vault.address() + "/v1/aws/creds/app"));

        assertThat(gateway.tls(trusting().build()).failure().code()).isEqualTo("vault.redirect_refused");
        assertThat(vault.requests()).isEmpty();
    }

    @Test
    void trustsWhomTheFileNamesFromNowOn(@TempDir Path directory) throws IOException, InterruptedException {
        Path authority = Files.copy(TestCertificates.in(directory).authority(), directory.resolve("trusted.pem"));
        Tls tls = new Tls();
        tls.authority = Optional.of(authority);
        VaultSource source = gateway.time(new FakeTime()).tls(tls.build()).source();
        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Unavailable.class);

        Files.copy(certificates.authority(), authority, StandardCopyOption.REPLACE_EXISTING);

        awaitIssued(source);
    }

    @Test
    void showsTheCertificateThatHasTakenTheOthersPlace(@TempDir Path directory)
            throws IOException, InterruptedException {
        TestCertificates others = TestCertificates.in(directory);
        secure.close();
        secure = FakeVault.start(
                        gateway.vertx,
                        server().setClientAuth(ClientAuth.REQUIRED).setTrustOptions(certificates.trust()))
                .role("app", "assumed_role");
        secure.logins().at("auth/cert/login");
        Tls tls = trusting();
        tls.certificate = Optional.of(others.clientCertificate());
        tls.key = Optional.of(others.clientKey());
        VaultSource source = gateway.address(secure.address().toString())
                .time(new FakeTime())
                .auth(new VaultAuth.Certificate("cert", Optional.of("gateway")))
                .tls(tls.build())
                .source();
        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Unavailable.class);

        Files.copy(certificates.clientCertificate(), others.clientCertificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificates.clientKey(), others.clientKey(), StandardCopyOption.REPLACE_EXISTING);

        awaitIssued(source);
        assertThat(secure.requests().get(0).path()).isEqualTo("/v1/auth/cert/login");
        assertThat(secure.requests().get(0).body()).isEqualTo("{\"name\":\"gateway\"}");
    }

    @Test
    void goesOnCheckingTheNameAfterAChange(@TempDir Path directory) throws IOException {
        Path authority = directory.resolve("trusted.pem");
        Files.copy(certificates.authority(), authority);
        Tls tls = new Tls().serverName("other.test");
        tls.authority = Optional.of(authority);
        FakeTime time = new FakeTime();
        VaultSource source = gateway.time(time).tls(tls.build()).source();
        Awaitility.await().untilAsserted(() -> assertThat(time.timers()).isEqualTo(1));
        try (LogCapture log = LogCapture.of("dev.credence.source.vault.TlsReload")) {
            Files.writeString(authority, Files.readString(authority) + "\n");
            Awaitility.await().untilAsserted(() -> {
                gateway.advance(Duration.ofSeconds(30));
                assertThat(log.lines()).isNotEmpty();
            });
        }

        assertThat(((Outcome.Failure) gateway.issue(source, APP)).code()).isEqualTo("vault.tls_failed");
        assertThat(secure.requests()).isEmpty();
    }

    private void awaitIssued(VaultSource source) {
        Awaitility.await().untilAsserted(() -> {
            gateway.advance(Duration.ofSeconds(30));
            assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.Issued.class);
        });
    }

    private static HttpServerOptions server() {
        return new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.server());
    }

    private static Tls trusting() {
        Tls tls = new Tls();
        tls.authority = Optional.of(certificates.authority());
        return tls;
    }

    private static final class Tls {
        private Optional<Path> authority = Optional.empty();
        private Optional<Path> certificate = Optional.empty();
        private Optional<Path> key = Optional.empty();
        private Optional<String> serverName = Optional.empty();
        private boolean skipVerify;

        private Tls skipVerify() {
            skipVerify = true;
            return this;
        }

        private Tls serverName(String name) {
            serverName = Optional.of(name);
            return this;
        }

        private Tls client() {
            certificate = Optional.of(certificates.clientCertificate());
            key = Optional.of(certificates.clientKey());
            return this;
        }

        private VaultTls build() {
            return new VaultTls(authority, certificate, key, serverName, skipVerify);
        }
    }
}
