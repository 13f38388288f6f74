package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.VaultTls;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.TestCertificates;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
        assertThat(gateway.failure().code()).isEqualTo("vault.tls_failed");
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
        assertThat(gateway.tls(trusting().build()).issue()).isInstanceOf(Outcome.Unavailable.class);
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
