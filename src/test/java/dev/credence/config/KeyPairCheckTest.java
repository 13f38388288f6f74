package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyPairCheckTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        TestCertificates.in(folder);
    }

    @Test
    void aPairIsAPairAlsoWithWordsBeforeItAndWithThoseAboveIt() throws IOException {
        assertThat(objection("server.pem", "server.key")).isEmpty();
        assertThat(KeyPairCheck.objection("Bag Attributes\n" + read("server.pem") + read("ca.pem"), read("server.key")))
                .isEmpty();
        assertThat(KeyPairCheck.end(read("server.pem"))).isPresent();
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws IOException {
        assertThat(objection("server.pem", "client.key"))
                .hasValueSatisfying(told -> assertThat(told).contains("is not the key of the certificate"));
    }

    @Test
    void theKeyOfACertificateOfAnotherKindIsNoKeyOfThisOne() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        String key = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";

        assertThat(KeyPairCheck.objection(read("server.pem"), key))
                .hasValueSatisfying(told -> assertThat(told).contains("is not the key of the certificate"));
    }

    @Test
    void aChainOfStrangersIsBlamedOnTheChainAndNotOnTheKey() throws IOException {
        assertThat(KeyPairCheck.objection(read("server.pem") + read("client.pem"), read("server.key")))
                .hasValueSatisfying(told -> assertThat(told).contains("chain of certificates"));
    }

    @Test
    void whatIsHalfWrittenIsRefusedAndNotQuoted() throws IOException {
        String key = read("server.key");
        String half = key.substring(0, key.length() / 2);

        assertThat(KeyPairCheck.objection(read("server.pem"), half))
                .hasValueSatisfying(
                        told -> assertThat(told).contains("cannot be read").doesNotContain("-----"));
        assertThat(KeyPairCheck.objection(read("server.pem").substring(0, 200), key))
                .hasValueSatisfying(told -> assertThat(told).contains("certificate that cannot be read"));
        assertThat(KeyPairCheck.end("-----BEGIN CERTIFICATE-----")).isEmpty();
    }

    @Test
    void aCertificateInThePlaceOfTheKeyIsRefused() throws IOException {
        assertThat(objection("server.pem", "server.pem")).isPresent();
        assertThat(objection("server.key", "server.key")).isPresent();
    }

    private Optional<String> objection(String certificate, String key) throws IOException {
        return KeyPairCheck.objection(read(certificate), read(key));
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }
}
