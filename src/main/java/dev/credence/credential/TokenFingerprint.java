package dev.credence.credential;

import dev.credence.telemetry.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tokens have no public id as access keys have: the first bytes of their digest stand for them in audit lines. */
final class TokenFingerprint {
    private static final int BYTES = 4;

    private TokenFingerprint() {}

    /** Eight hexadecimal digits of the token's SHA-256. */
    static String of(Secret token) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(token.reveal().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
