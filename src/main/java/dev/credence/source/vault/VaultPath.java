package dev.credence.source.vault;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A path below {@code /v1/}, encoded so that no part of it can leave its segment. Immutable.
 *
 * <p>Encoding alone does not do: Vault routes by the decoded path, so {@code %2F} and {@code %2E%2E} act as the
 * characters they stand for. Names with a slash and dot segments are therefore refused; no engine has roles of that kind.
 */
public final class VaultPath {
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED = "-._~";

    private final String encoded;
    private final String plain;

    private VaultPath(String encoded, String plain) {
        this.encoded = encoded;
        this.plain = plain;
    }

    /**
     * A path of several parts.
     *
     * @param mount may hold several segments, as in {@code team/aws}
     * @param segments one segment each
     * @return empty if one of them cannot be a segment
     */
    public static Optional<VaultPath> of(String mount, String... segments) {
        StringJoiner encoded = new StringJoiner("/");
        StringJoiner plain = new StringJoiner("/");
        for (String part : mount.split("/", -1)) {
            if (!isSegment(part)) {
                return Optional.empty();
            }
            encoded.add(encode(part));
            plain.add(part);
        }
        for (String segment : segments) {
            if (!isSegment(segment)) {
                return Optional.empty();
            }
            encoded.add(encode(segment));
            plain.add(segment);
        }
        return Optional.of(new VaultPath(encoded.toString(), plain.toString()));
    }

    /** The request target below {@code prefix}, with the query if there is one. */
    public String target(String prefix, Map<String, String> query) {
        StringJoiner parameters = new StringJoiner("&", query.isEmpty() ? "" : "?", "");
        query.forEach((name, value) -> parameters.add(encode(name) + '=' + encode(value)));
        return prefix + "/v1/" + encoded + parameters;
    }

    /** As people write it. */
    @Override
    public String toString() {
        return plain;
    }

    private static boolean isSegment(String text) {
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }
}
