package dev.credence.config;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * Whether a certificate and a private key can be read and belong together. TLS libraries notice only with the first
 * connection, each of which fails then.
 */
final class KeyPairCheck {
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");
    private static final byte[] SOMETHING = {1, 2, 3};

    private KeyPairCheck() {}

    /** What is wrong with the two, to be read on from the key's path; empty if they can be used. */
    static Optional<String> objection(String chain, String key) {
        Certificate certificate;
        try {
            certificate = first(chain);
        } catch (GeneralSecurityException unreadable) {
            return Optional.of("goes with a certificate that cannot be read; is its file half written?");
        }
        try {
            return belongTogether(certificate.getPublicKey(), privateKey(certificate.getPublicKey(), chain, key))
                    ? Optional.empty()
                    : Optional.of("is not the key of the certificate; write the two of one pair");
        } catch (Exception unreadable) {
            // Vert.x declares all; its words may quote what the file holds.
            return Optional.of("holds a key that cannot be read; write an unencrypted PEM (PKCS #8, PKCS #1 or EC)");
        }
    }

    /** When the certificate ends; empty if it cannot be read. */
    static Optional<Instant> end(String chain) {
        try {
            return first(chain) instanceof X509Certificate certificate
                    ? Optional.of(certificate.getNotAfter().toInstant())
                    : Optional.empty();
        } catch (GeneralSecurityException unreadable) {
            return Optional.empty();
        }
    }

    private static Certificate first(String chain) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(firstOf(chain).getBytes(StandardCharsets.UTF_8)));
    }

    /** Text before the first certificate is allowed (RFC 7468), and the JDK stumbles over some of it. */
    private static String firstOf(String chain) {
        int begin = chain.indexOf("-----BEGIN ");
        return begin < 0 ? chain : chain.substring(begin);
    }

    /** With the code that will read it for the listener, which knows more forms than the JDK. */
    private static PrivateKey privateKey(PublicKey certified, String chain, String key) throws Exception {
        KeyManagerFactory factory = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(chain))
                .addKeyValue(Buffer.buffer(key))
                .getKeyManagerFactory(null);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509KeyManager keys) {
                String[] aliases = keys.getServerAliases(certified.getAlgorithm(), null);
                if (aliases != null && aliases.length > 0) {
                    return keys.getPrivateKey(aliases[0]);
                }
            }
        }
        throw new GeneralSecurityException("no key");
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey key) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(certified.getAlgorithm());
        if (algorithm == null) {
            // None of those that servers have; the JDK may know better.
            return true;
        }
        if (!isOf(key, certified)) {
            return false;
        }
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(SOMETHING);
        byte[] signed = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certified);
        verifying.update(SOMETHING);
        return verifying.verify(signed);
    }

    private static boolean isOf(PrivateKey key, PublicKey certified) {
        return key.getAlgorithm().equals(certified.getAlgorithm());
    }
}
