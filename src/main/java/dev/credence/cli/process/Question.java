package dev.credence.cli.process;

import dev.credence.telemetry.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Everything that shapes the credential that will be issued: two that are equal may be answered with the same document,
 * and only they.
 *
 * @param source {@code vault} or {@code gateway}
 * @param address as it was written
 * @param ttl as it was written
 * @param identity who asks: the token, or the login that will give one
 */
public record Question(
        String source,
        String address,
        String namespace,
        String mount,
        String role,
        String roleArn,
        String sessionName,
        String ttl,
        Secret identity) {

    /** To a Vault. */
    public static final String VAULT = "vault";
    /** To a gateway, which alone decides about mount, role and life. */
    static final String GATEWAY = "gateway";

    /**
     * The name of the cached document: SHA-256 of one line for each part, in this order. {@code bin/credence} makes the
     * same name; change both together, and the first line with them.
     */
    String cacheName() {
        String lines = String.join(
                "\n",
                CachedDocument.FORM,
                "source=".concat(source),
                "address=".concat(address),
                "namespace=".concat(namespace),
                "mount=".concat(mount),
                "role=".concat(role),
                "role-arn=".concat(roleArn),
                "session-name=".concat(sessionName),
                "ttl=".concat(ttl),
                "identity=".concat(identity.reveal()),
                "");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(lines.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** A line break in one part could make it look like two. */
    boolean isOneLineEach() {
        for (String part : new String[] {address, namespace, mount, role, roleArn, sessionName, ttl}) {
            for (int i = 0; i < part.length(); i++) {
                if (Character.isISOControl(part.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
