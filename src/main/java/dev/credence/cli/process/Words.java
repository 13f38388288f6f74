package dev.credence.cli.process;

import dev.credence.telemetry.Secret;
import java.util.regex.Pattern;

/** What others said, fit for a line of ours. */
final class Words {
    private static final int LONGEST = 300;
    private static final int LONG_TOKEN = 8;
    private static final Pattern TOKEN =
            Pattern.compile("\\b(hv[sbr]\\.[\\w-]+|[sbr]\\.\\w{24,}|eyJ[\\w-]+\\.[\\w.-]+)");

    private Words() {}

    /** One line without control characters and tokens, and not too long. */
    static String clean(String text, Secret token) {
        String line = TOKEN.matcher(masked(text, token))
                .replaceAll("***")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /** A token of a few letters, as people use in trials, is taken out as a word only: it is part of many others. */
    private static String masked(String text, Secret token) {
        if (token.isEmpty()) {
            return text;
        }
        return token.reveal().length() >= LONG_TOKEN
                ? text.replace(token.reveal(), token.toString())
                : text.replaceAll("\\b" + Pattern.quote(token.reveal()) + "\\b", token.toString());
    }
}
