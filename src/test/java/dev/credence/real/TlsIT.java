package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import dev.credence.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Vault with an authority of its own that lets nobody in without a certificate. */
@Tag("real")
class TlsIT {
    /** Longer than the gateway takes to notice other files, and to try again. */
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private static final String APP = """
            credentials: {app: {provider: aws, role: app}}
            callers: [{match: {token-file: app.token, name: app}, credentials: [app]}]
            """;

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void aWrongAuthorityIsNamedAndOtherFilesMendItWithoutARestart() throws Exception {
        var right = certificates("right");
        var wrong = certificates("wrong");
        var vault = rig.vault()
                .secured(right, true)
                .start()
                .withAws(rig.moto("app"))
                .withAssumedRole("app");
        install(right);
        Files.copy(wrong.authority(), rig.folder().resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);

        var gateway = rig.serve(rig.configure(backend(vault), APP));

        await("a report of the trouble").atMost(PATIENCE).untilAsserted(() -> assertDistrust(gateway));
        assertThat(status(gateway)).isEqualTo(503);
        install(right);
        gateway.ready();
        assertThat(status(gateway)).isEqualTo(200);
    }

    @Test
    void anotherAuthorityAfterARestartOfVaultIsFollowed() throws Exception {
        var former = certificates("former");
        var later = certificates("later");
        var moto = rig.moto("app");
        var vault = rig.vault().persistent().secured(former, true).start();
        vault.withAws(moto).withAssumedRole("app");
        install(former);
        var gateway = rig.serve(rig.configure(backend(vault), APP)).ready();

        vault.kill();
        vault.secured(later, true).start().unseal();
        rig.refresh(gateway, "app");

        await("a report of the trouble").atMost(PATIENCE).untilAsserted(() -> assertDistrust(gateway));
        assertThat(status(gateway)).as("what is held is served on").isEqualTo(200);
        install(later);
        await("a new one").atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            rig.refresh(gateway, "app");
            return gateway.logged("credential issued") == 2;
        });
        assertThat(gateway.logged("certificates have changed")).isEqualTo(1);
    }

    @Test
    void aMissingCertificateIsNamed() throws Exception {
        var certificates = certificates("tls");
        var vault = rig.vault().secured(certificates, true).start();
        var backend =
                "vault: {address: \"%s\", tls: {ca-certificate: %s}, auth: {method: token, token-file: vault.token}}"
                        .formatted(vault.secureAddress(), certificates.authority());

        var gateway = rig.serve(rig.configure(backend, APP));

        await("a report of the trouble").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        gateway.ops("/status").body())
                .contains("asks for a certificate of ours: name it in VAULT_CLIENT_CERT and VAULT_CLIENT_KEY, or"
                        + " backends.vault.tls.certificate and key"));
    }

    private TestCertificates certificates(String name) throws IOException, InterruptedException {
        return TestCertificates.in(Files.createDirectory(rig.folder().resolve(name)));
    }

    /** What the gateway trusts and shows from now on. */
    private void install(TestCertificates certificates) throws IOException {
        put(certificates.authority(), "ca.pem");
        put(certificates.clientCertificate(), "client.pem");
        put(certificates.clientKey(), "client.key");
    }

    private void put(Path file, String name) throws IOException {
        Files.copy(file, rig.folder().resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String backend(RealVault vault) {
        return """
                vault: {address: "%s", tls: {ca-certificate: ca.pem, certificate: client.pem, key: client.key}, \
                auth: {method: token, token-file: vault.token}}""".formatted(vault.secureAddress());
    }

    private static void assertDistrust(GatewayProcess gateway) {
        assertThat(gateway.ops("/status").body())
                .contains("its certificate is not trusted: name the PEM file of its authority in VAULT_CACERT or"
                        + " backends.vault.tls.ca-certificate");
        assertThat(gateway.stdout()).contains("outcome=\"vault.tls_failed\"");
    }

    private int status(GatewayProcess gateway) {
        return gateway.containerCredentials(rig.callerToken(), "app").statusCode();
    }
}
