package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import dev.credence.testing.RawHttp;
import dev.credence.testing.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A listener's certificate is replaced as Kubernetes does it, while workloads use the listener. */
class CertificateIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int CLIENTS = 2;
    private static final int ENOUGH = 50;
    private static final String ROLE = "/latest/meta-data/iam/security-credentials/app";

    @RegisterExtension
    private final Site site = new Site();

    private SSLContext trusting;

    @Test
    void newConnectionsSeeTheNewCertificateABrokenPairChangesNothingAndNoRequestFails() throws Exception {
        site.vault();
        TestCertificates.in(site.folder());
        trusting = trustIn(site.folder().resolve("ca.pem"));
        mount("first", "server.pem", "server.key");
        GatewayProcess gateway =
                site.serve(Site.APP, "-c", withTls().toString()).ready();
        String session = session();
        try (Traffic traffic = Traffic.start(this::connect, CLIENTS, ROLE, "X-aws-ec2-metadata-token: " + session)) {
            awaitMore(traffic);
            assertThat(shown()).contains("test server");

            mount("broken", "client.pem", "server.key");
            await("the report").atMost(PATIENCE).until(() -> gateway.stdout()
                    .contains("is not the key of the certificate"));
            assertThat(gateway.ops("/metrics").body()).contains("credence_config_reload_failures_total 1.0");
            assertThat(shown()).contains("test server");

            mount("second", "client.pem", "client.key");
            await("the new certificate").atMost(PATIENCE).until(() -> shown().contains("test client"));
            assertThat(gateway.stdout()).contains("certificate replaced; new connections see it");
            awaitMore(traffic);
            traffic.end();
            assertThat(traffic.failures()).isEmpty();
            assertThat(traffic.refused()).isZero();
            assertThat(traffic.statuses()).containsOnlyKeys(200);
        }
        assertThat(gateway.stdout()).doesNotContain("only after a restart");
    }

    /** A folder with what is mounted, which a link names that is replaced in one step. */
    private void mount(String name, String certificate, String key) throws IOException {
        Path content = Files.createDirectory(site.folder().resolve("mounted-" + name));
        Files.copy(site.folder().resolve(certificate), content.resolve("tls.crt"));
        Files.copy(site.folder().resolve(key), content.resolve("tls.key"));
        Path next = Files.createSymbolicLink(site.folder().resolve("..next"), content.getFileName());
        Files.move(next, site.folder().resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String file : new String[] {"tls.crt", "tls.key"}) {
            if (!Files.isSymbolicLink(site.folder().resolve(file))) {
                Files.createSymbolicLink(site.folder().resolve(file), Path.of("..data", file));
            }
        }
    }

    private Path withTls() {
        return site.write("tls.yaml", """
                listeners: [{address: "127.0.0.1:%d", tls: {certificate: tls.crt, key: tls.key}}]
                """.formatted(site.port()));
    }

    private String session() {
        try (RawHttp connection = connect()) {
            return connection
                    .send(RawHttp.request("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 300"))
                    .read()
                    .text();
        }
    }

    /** Whose certificate a new connection sees. */
    private String shown() {
        try (SSLSocket socket = socket()) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private RawHttp connect() {
        try {
            return RawHttp.over(socket());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private SSLSocket socket() throws IOException {
        SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), site.port());
        try {
            socket.startHandshake();
        } catch (ConnectException refused) {
            throw new IOException("no handshake", refused);
        }
        return socket;
    }

    private static SSLContext trustIn(Path authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var pem = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static void awaitMore(Traffic traffic) {
        int before = traffic.answered(200);
        await("traffic").atMost(PATIENCE).until(() -> traffic.answered(200) > before + ENOUGH);
    }
}
