package dev.credence.provider;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request's query, decoded. Few, so a list is searched faster than a map is built. Immutable.
 */
public final class Query {
    /** More than any SDK sends many times over. */
    private static final int MOST = 64;

    private static final Query EMPTY = new Query(List.of(), false);

    private final List<String> pairs;
    private final boolean malformed;

    private Query(List<String> pairs, boolean malformed) {
        this.pairs = pairs;
        this.malformed = malformed;
    }

    /**
     * Reads what stands behind the question mark; {@code +} is a space, as in forms.
     *
     * @param raw null for none
     */
    public static Query of(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return EMPTY;
        }
        List<String> pairs = new ArrayList<>(8);
        int start = 0;
        while (start <= raw.length()) {
            int end = raw.indexOf('&', start);
            end = end < 0 ? raw.length() : end;
            if (end > start && !add(pairs, raw, start, end)) {
                return new Query(List.of(), true);
            }
            start = end + 1;
        }
        return new Query(pairs, false);
    }

    /** True if it cannot be decoded, or has more parameters than anyone needs; then it has none. */
    public boolean isMalformed() {
        return malformed;
    }

    /** How many parameters there are. */
    public int size() {
        return pairs.size() / 2;
    }

    /** The first value of that name, which may be empty. */
    public @Nullable String value(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return pairs.get(i + 1);
            }
        }
        return null;
    }

    /** True if a parameter of that name is given. */
    public boolean has(String name) {
        return value(name) != null;
    }

    /** True if the first value of that name is {@code true} in any case. */
    public boolean isTrue(String name) {
        String value = value(name);
        return value != null && value.toLowerCase(Locale.ROOT).equals("true");
    }

    /** A name that is given more than once; null if there is none. */
    public @Nullable String repeated() {
        for (int i = 2; i < pairs.size(); i += 2) {
            for (int j = 0; j < i; j += 2) {
                if (pairs.get(i).equals(pairs.get(j))) {
                    return pairs.get(i);
                }
            }
        }
        return null;
    }

    private static boolean add(List<String> pairs, String raw, int start, int end) {
        int equals = raw.indexOf('=', start);
        int nameEnd = equals < 0 || equals > end ? end : equals;
        String name = decoded(raw, start, nameEnd);
        String value = nameEnd == end ? "" : decoded(raw, nameEnd + 1, end);
        if (name == null || value == null || pairs.size() >= 2 * MOST) {
            return false;
        }
        pairs.add(name);
        pairs.add(value);
        return true;
    }

    private static @Nullable String decoded(String raw, int start, int end) {
        String part = raw.substring(start, end);
        if (part.indexOf('%') < 0 && part.indexOf('+') < 0) {
            return part;
        }
        try {
            return QueryStringDecoder.decodeComponent(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notDecodable) {
            return null;
        }
    }
}
