package dev.credence.dev;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Random values in the shapes that the clouds give theirs, since clients check some of them. Used on one event loop. */
final class MadeUpValues {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String BASE64 = LETTERS + "+/";
    private static final String BASE64_URL = LETTERS + "-_";
    /** The part after the prefix of an AWS id is base 32. */
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static final int AWS_ID = 16;
    private static final int AWS_SECRET = 40;
    /** AWS names no length; sessions of today have some 700 to 1,100 characters, and clients must not cut them. */
    private static final int AWS_SESSION = 896;
    /** How session tokens of most regions begin. */
    private static final String AWS_SESSION_START = "IQoJb3JpZ2luX2Vj";

    private static final int GOOGLE_TOKEN = 224;
    private static final int AZURE_SECRET = 34;
    /** A signature of RSA with 2,048 bits: 256 bytes in base 64. */
    private static final int RSA_SIGNATURE = 342;

    private final RandomGenerator random;

    MadeUpValues(RandomGenerator random) {
        this.random = random;
    }

    /** An AWS id: {@code ASIA} for the key of a session, {@code AKIA} of a user, {@code AROA} for a role. */
    String awsId(String prefix) {
        return prefix + from(BASE32, AWS_ID);
    }

    String awsSecretKey() {
        return from(BASE64, AWS_SECRET);
    }

    String awsSessionToken() {
        return AWS_SESSION_START + from(BASE64, AWS_SESSION);
    }

    /** An opaque access token as Google's token endpoint issues for service accounts. */
    String googleAccessToken() {
        return "ya29.c." + from(BASE64_URL, GOOGLE_TOKEN);
    }

    /** An application's password; real ones carry the tilde at this place too. */
    String azureClientSecret() {
        return from(LETTERS, 3) + "8Q~" + from(BASE64_URL, AZURE_SECRET);
    }

    /** A JWT with these JSON parts, signed by nobody. */
    String unsignedJwt(String header, String claims) {
        return base64Url(header) + "." + base64Url(claims) + "." + from(BASE64_URL, RSA_SIGNATURE);
    }

    String letters(int length) {
        return from(LETTERS, length);
    }

    /** A random UUID (version 4). */
    String uuid() {
        long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    private String from(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String base64Url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
