package dev.credence.source.ims;

import dev.credence.source.UnreadableAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The roles that a metadata service lists, in its own order.
 *
 * @param names that SDKs can ask for
 * @param unusable how many names were left out because they cannot
 * @param tooMany how many were left out because there are more than {@link #MOST}
 */
record RoleList(List<String> names, int unusable, int tooMany) {
    /** Each may become a credential that is renewed for ever, so a list has an end. */
    static final int MOST = 1_000;

    /** What IAM takes, less what means something else in a path. */
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[\\w+=,.@-]{1,64}");

    RoleList {
        names = List.copyOf(names);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Reads one name a line, as metadata services list them, or a JSON list.
     *
     * <p>A text without any is not believed: services that have lost what is behind them answer so. One that means it
     * says {@code []}.
     */
    static Reading<RoleList> read(Buffer body) throws UnreadableAnswer {
        String text = body.toString().strip();
        if (text.startsWith("[")) {
            return new Reading.Read<>(of(json(body)));
        }
        if (text.isEmpty()) {
            throw new UnreadableAnswer("it is empty and lists no role");
        }
        if (text.startsWith("<")) {
            throw new UnreadableAnswer("it is a page for people; prefix may not be right");
        }
        RoleList roles = of(text.lines().map(String::strip).toList());
        if (roles.names.isEmpty()) {
            throw new UnreadableAnswer("no line of it is the name of a role; prefix may not be right");
        }
        return new Reading.Read<>(roles);
    }

    private static RoleList of(List<String> written) {
        Set<String> names = new LinkedHashSet<>();
        int unusable = 0;
        for (String name : written) {
            if (isName(name)) {
                names.add(name);
            } else if (!name.isEmpty()) {
                unusable++;
            }
        }
        return new RoleList(names.stream().limit(MOST).toList(), unusable, Math.max(0, names.size() - MOST));
    }

    /** The parser's message quotes what it could not read. */
    private static List<String> json(Buffer body) throws UnreadableAnswer {
        try {
            if (Json.decodeValue(body) instanceof JsonArray list
                    && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(String.class::cast).map(String::strip).toList();
            }
        } catch (DecodeException garbage) {
            // The same as any other.
        }
        throw new UnreadableAnswer("it is neither lines of names nor a JSON list of them");
    }
}
