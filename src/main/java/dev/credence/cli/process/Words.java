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
        // A token of a few letters, as people use in trials, is part of other words.
        String masked = token.reveal().length() >= LONG_TOKEN ? text.replace(token.reveal(), token.toString()) : text;
        String line = TOKEN.matcher(masked)
                .replaceAll("***")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
