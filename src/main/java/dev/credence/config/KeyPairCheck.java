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
import java.util.List;
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
    /** Of keys that servers have; the last is one that only the JDK knows how to use. */
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private static final String END = "-----END CERTIFICATE-----";
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
        PrivateKey read;
        try {
            read = privateKey(firstOnly(chain), key);
        } catch (Exception unreadable) {
            // Vert.x declares all; its words may quote what the file holds.
            return Optional.of("holds a key that cannot be read; write an unencrypted PEM (PKCS #8, PKCS #1 or EC)");
        }
        if (!belongTogether(certificate.getPublicKey(), read)) {
            return Optional.of("is not the key of the certificate; write the two of one pair");
        }
        try {
            privateKey(chain, key);
            return Optional.empty();
        } catch (Exception unfit) {
            return Optional.of(
                    "goes with a chain of certificates that cannot be used; write the server's own first, and"
                            + " behind each the one that signed it");
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

    /** Without those behind it. */
    private static String firstOnly(String chain) {
        String begun = firstOf(chain);
        int end = begun.indexOf(END);
        return end < 0 ? begun : begun.substring(0, end + END.length()) + '\n';
    }

    /** With the code that will read it for the listener, which knows more forms than the JDK. */
    private static PrivateKey privateKey(String chain, String key) throws Exception {
        KeyManagerFactory factory = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(chain))
                .addKeyValue(Buffer.buffer(key))
                .getKeyManagerFactory(null);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509KeyManager keys) {
                // It finds a key by its own kind, which may be another one than the certificate's.
                for (String kind : KINDS) {
                    String[] aliases = keys.getServerAliases(kind, null);
                    if (aliases != null && aliases.length > 0) {
                        return keys.getPrivateKey(aliases[0]);
                    }
                }
            }
        }
        throw new GeneralSecurityException("no key");
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey key) {
        String algorithm = SIGNATURES.get(certified.getAlgorithm());
        try {
            return isOf(key, certified) && (algorithm == null || verifies(algorithm, certified, key));
        } catch (GeneralSecurityException other) {
            return false;
        }
    }

    private static boolean verifies(String algorithm, PublicKey certified, PrivateKey key)
            throws GeneralSecurityException {
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
