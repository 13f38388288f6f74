package dev.credence.testing;

import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A private certificate authority and what it signed, made with the JDK's own {@code keytool}: a server for
 * 127.0.0.1, localhost and vault.test, another whose certificate has expired, and a client.
 */
public final class TestCertificates {
    private static final String PASSWORD = "changeit";

    private final Path directory;

    private TestCertificates(Path directory) {
        this.directory = directory;
    }

    /** Makes them in that directory; takes a second or two. */
    public static TestCertificates in(Path directory) throws IOException, InterruptedException {
        Path store = directory.resolve("store.p12");
        generate(store, "ca", "-ext", "bc:c");
        generate(store, "server", "-signer", "ca", "-ext", "san=ip:127.0.0.1,dns:localhost,dns:vault.test");
        generate(store, "expired", "-signer", "ca", "-ext", "san=ip:127.0.0.1", "-startdate", "-3d");
        generate(store, "client", "-signer", "ca");
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(new ByteArrayInputStream(Files.readAllBytes(store)), PASSWORD.toCharArray());
            for (String alias : List.of("ca", "server", "expired", "client")) {
                write(
                        directory.resolve(alias + ".pem"),
                        "CERTIFICATE",
                        keys.getCertificate(alias).getEncoded());
                write(
                        directory.resolve(alias + ".key"),
                        "PRIVATE KEY",
                        keys.getKey(alias, PASSWORD.toCharArray()).getEncoded());
            }
        } catch (GeneralSecurityException failure) {
            throw new UncheckedIOException(new IOException("no certificates", failure));
        }
        return new TestCertificates(directory);
    }

    /** The authority's certificate, PEM. */
    public Path authority() {
        return directory.resolve("ca.pem");
    }

    /** The client's certificate, PEM. */
    public Path clientCertificate() {
        return directory.resolve("client.pem");
    }

    /** The client's key, PEM. */
    public Path clientKey() {
        return directory.resolve("client.key");
    }

    /** What a server shows. */
    public PemKeyCertOptions server() {
        return shown("server");
    }

    /** What a server shows whose certificate nobody has renewed. */
    public PemKeyCertOptions expired() {
        return shown("expired");
    }

    private PemKeyCertOptions shown(String name) {
        return new PemKeyCertOptions()
                .addCertPath(directory.resolve(name + ".pem").toString())
                .addKeyPath(directory.resolve(name + ".key").toString());
    }

    /** Trust in the authority. */
    public PemTrustOptions trust() {
        return new PemTrustOptions().addCertPath(authority().toString());
    }

    private static void generate(Path store, String alias, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-alias",
                alias,
                "-dname",
                "CN=credence test " + alias));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
