package dev.credence.provider.aws;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session tokens of IMDSv2 without a table: expiry, serial number and a keyed MAC, in the 56 characters of the real
 * ones. botocore and others ask for a token on each load, so a table would grow with them; and replicas that share the
 * key accept each other's.
 *
 * <p>An SDK shows one token for hours, so those that were found good lately are remembered by their text: some hundreds,
 * whatever callers do. Whoever shows another text pays for the MAC. A token opens nothing that its bearer could not ask
 * for anew, so it does not matter that texts are compared in other than constant time.
 *
 * <p>Any thread; each has its own MAC, so nobody waits.
 */
public final class SessionTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte VERSION = 1;
    /** Version, expiry and serial. */
    private static final int SIGNED = 4 + 8 + 8;
    /** 160 bits of the MAC; with the rest they make 40 bytes, 56 characters with padding, as EC2's. */
    private static final int SIGNATURE = 20;

    private static final int TOKEN_LENGTH = 56;
    /** Position of the last character before the padding, which has four bits to spare. */
    private static final int LAST = 53;
    /** What it may be: the decoder does not look at the spare bits, and each token is to have one text only. */
    private static final String LAST_CHARACTERS = "AQgw";

    /** A power of two. */
    private static final int REMEMBERED = 512;

    private static final long NOT_OURS = Long.MIN_VALUE;

    /** By hash of the text. Threads may overwrite each other's; what one reads is whole, because it is immutable. */
    private final Verified[] verified = new Verified[REMEMBERED];

    private final ThreadLocal<Mac> macs;
    private final AtomicLong serial;

    /**
     * @param key at least 32 bytes
     * @param firstSerial random, so that two processes with one key do not issue the same token
     */
    public SessionTokens(byte[] key, long firstSerial) {
        SecretKeySpec secret = new SecretKeySpec(key, ALGORITHM);
        this.macs = ThreadLocal.withInitial(() -> mac(secret));
        this.serial = new AtomicLong(firstSerial);
    }

    /** A token that is valid until the wall clock reads {@code expiresMillis}. */
    String issue(long expiresMillis) {
        ByteBuffer token = ByteBuffer.allocate(SIGNED + SIGNATURE);
        token.putInt(VERSION).putLong(expiresMillis).putLong(serial.getAndIncrement());
        token.put(sign(token.array()), 0, SIGNATURE);
        return Base64.getUrlEncoder().encodeToString(token.array());
    }

    private record Verified(String token, long expiresMillis) {}

    /** The whole seconds that the token has left, rounded up; 0 if it is not ours, damaged or over. */
    int remainingSeconds(String token, long nowMillis) {
        int slot = token.hashCode() & (REMEMBERED - 1);
        Verified known = verified[slot];
        if (known == null || !known.token.equals(token)) {
            long expiresMillis = verify(token);
            if (expiresMillis == NOT_OURS) {
                return 0;
            }
            known = new Verified(token, expiresMillis);
            verified[slot] = known;
        }
        long left = known.expiresMillis - nowMillis;
        return left <= 0 ? 0 : (int) ((left + 999) / 1000);
    }

    /** When it ends. */
    private long verify(String token) {
        if (token.length() != TOKEN_LENGTH || LAST_CHARACTERS.indexOf(token.charAt(LAST)) < 0) {
            return NOT_OURS;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return NOT_OURS;
        }
        if (bytes.length != SIGNED + SIGNATURE) {
            return NOT_OURS;
        }
        byte[] expected = Arrays.copyOf(sign(bytes), SIGNATURE);
        byte[] presented = Arrays.copyOfRange(bytes, SIGNED, SIGNED + SIGNATURE);
        return MessageDigest.isEqual(expected, presented)
                ? ByteBuffer.wrap(bytes).getLong(Integer.BYTES)
                : NOT_OURS;
    }

    private byte[] sign(byte[] token) {
        Mac mac = macs.get();
        mac.update(token, 0, SIGNED);
        return mac.doFinal();
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
        }
    }
}
