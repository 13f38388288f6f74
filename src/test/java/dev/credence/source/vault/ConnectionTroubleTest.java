package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.VaultTls;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import dev.credence.testing.TestCertificates;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way of not getting through to Vault has its own mend. */
class ConnectionTroubleTest extends ExaminationTest {
    private static final VaultTls NONE =
            new VaultTls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    private static TestCertificates certificates;

    @BeforeAll
    static void issueCertificates(@TempDir Path directory) throws IOException, InterruptedException {
        certificates = TestCertificates.in(directory);
    }

    @Test
    void anUntrustedCertificate() {
        assertThat(overTls(server(), NONE))
                .isEqualTo("its certificate is not trusted: name the PEM file of its authority in VAULT_CACERT or"
                        + " backends.vault.tls.ca-certificate");
    }

    @Test
    void aCertificateOfAnotherAuthority(@TempDir Path directory) throws IOException, InterruptedException {
        VaultTls other = new VaultTls(
                Optional.of(TestCertificates.in(directory).authority()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);

        assertThat(overTls(server(), other))
                .isEqualTo("its certificate is not trusted: name the PEM file of its authority in VAULT_CACERT or"
                        + " backends.vault.tls.ca-certificate");
    }

    @Test
    void aCertificateForAnotherName() {
        assertThat(overTls(server(), trusting(Optional.of("other.test"))))
                .isEqualTo("its certificate is not for other.test: name what it is for in VAULT_TLS_SERVER_NAME or"
                        + " backends.vault.tls.server-name, or correct backends.vault.address");
    }

    @Test
    void anExpiredCertificate() {
        HttpServerOptions expired = new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.expired());

        assertThat(overTls(expired, trusting(Optional.empty())))
                .startsWith("its certificate has expired: renew it at Vault (NotAfter: ");
    }

    @Test
    void aVaultThatAsksForACertificateOfOurs() {
        HttpServerOptions mutual = server().setClientAuth(ClientAuth.REQUIRED).setTrustOptions(certificates.trust());

        assertThat(overTls(mutual, trusting(Optional.empty())))
                .isEqualTo("asks for a certificate of ours: name it in VAULT_CLIENT_CERT and VAULT_CLIENT_KEY, or"
                        + " backends.vault.tls.certificate and key");
    }

    @Test
    void aTrustedVaultIsWell() {
        FakeVault secure = FakeVault.start(gateway.vertx, server()).always(system);

        gateway.tls(trusting(Optional.empty())).address(secure.address().toString());

        assertThat(lines()).startsWith("OK backend vault: " + secure.address() + " answers (version 1.16.3, unsealed)");
        secure.close();
    }

    @Test
    void tlsWhereThereIsNone() {
        assertThat(trouble(vault.address().toString().replace("http:", "https:")))
                .isEqualTo("does not speak TLS: write http:// in backends.vault.address (VAULT_ADDR), or turn its TLS"
                        + " on");
    }

    @Test
    void noTlsWhereThereIsSome() {
        FakeVault secure = FakeVault.start(gateway.vertx, server());

        assertThat(trouble(secure.address().toString().replace("https:", "http:")))
                .startsWith("cannot be reached: ")
                .endsWith("; does it speak TLS? Then write https:// in backends.vault.address (VAULT_ADDR)");
        secure.close();
    }

    @Test
    void nobodyListens() {
        assertThat(trouble("http://127.0.0.1:" + FreePort.next()))
                .isEqualTo("refuses connections: start Vault, or correct backends.vault.address (VAULT_ADDR)");
    }

    @Test
    void aVaultThatHangs() {
        vault.always(FakeReply.silence());
        gateway.timeout(Duration.ofMillis(200));

        assertThat(trouble(vault.address().toString()))
                .isEqualTo("does not answer within 200 ms: is the address right, and does a firewall let us through?");
    }

    @Test
    void aSocketThatIsNotThere() {
        assertThat(trouble("unix:///nowhere/vault.sock"))
                .isEqualTo("cannot be reached: No such file or directory; start what listens there, or correct"
                        + " backends.vault.address");
    }

    @Test
    void anAuthorityWhoseFileHasGone() {
        VaultTls gone = new VaultTls(
                Optional.of(Path.of("/nowhere/ca.pem")), Optional.empty(), Optional.empty(), Optional.empty(), false);

        assertThat(overTls(server(), gone)).contains("/nowhere/ca.pem").endsWith("; correct backends.vault.tls");
    }

    private String overTls(HttpServerOptions options, VaultTls tls) {
        FakeVault secure = FakeVault.start(gateway.vertx, options);
        try {
            gateway.tls(tls);
            return trouble(secure.address().toString());
        } finally {
            secure.close();
        }
    }

    /** What is said behind the address. */
    private String trouble(String address) {
        gateway.address(address);
        String line = lines().get(0);
        String start = "UNAVAILABLE backend vault: " + address + ": ";
        assertThat(line).startsWith(start);
        return line.substring(start.length());
    }

    private static HttpServerOptions server() {
        return new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.server());
    }

    private static VaultTls trusting(Optional<String> serverName) {
        return new VaultTls(
                Optional.of(certificates.authority()), Optional.empty(), Optional.empty(), serverName, false);
    }
}
