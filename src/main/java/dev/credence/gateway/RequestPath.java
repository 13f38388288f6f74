package dev.credence.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Brings request paths into one form (wire contract 0.1): percent-encoding decoded once, runs of slashes collapsed, one
 * final slash taken as absent. SDKs send {@code //latest/...} and {@code .../token/}. Dot segments are left alone, so
 * they match nothing.
 */
final class RequestPath {
    private RequestPath() {}

    /** The path in that form; null if it is not a path: no leading slash, broken encoding, control characters. */
    static @Nullable String normalize(@Nullable String raw) {
        if (raw == null || raw.isEmpty() || raw.charAt(0) != '/') {
            return null;
        }
        if (isNormal(raw)) {
            return raw;
        }
        String decoded = raw.indexOf('%') < 0 ? raw : decode(raw);
        if (decoded == null || hasControls(decoded)) {
            return null;
        }
        StringBuilder path = new StringBuilder(decoded.length());
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c != '/' || path.isEmpty() || path.charAt(path.length() - 1) != '/') {
                path.append(c);
            }
        }
        if (path.length() > 1 && path.charAt(path.length() - 1) == '/') {
            path.setLength(path.length() - 1);
        }
        return path.toString();
    }

    /** One look at each character decides for nearly all requests that nothing has to be done. */
    private static boolean isNormal(String raw) {
        char previous = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || Character.isISOControl(c) || (c == '/' && previous == '/')) {
                return false;
            }
            previous = c;
        }
        return previous != '/' || raw.length() == 1;
    }

    private static @Nullable String decode(String raw) {
        byte[] source = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer target = ByteBuffer.allocate(source.length);
        for (int i = 0; i < source.length; i++) {
            if (source[i] != '%') {
                target.put(source[i]);
                continue;
            }
            int high = i + 2 <= source.length - 1 ? Character.digit(source[i + 1], 16) : -1;
            int low = i + 2 <= source.length - 1 ? Character.digit(source[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            target.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(target.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    private static boolean hasControls(String path) {
        return path.chars().anyMatch(Character::isISOControl);
    }
}
