package dev.credence.config;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Names that reach URLs, metrics and log lines, and words chosen from a few. */
final class NameText {
    /** What IAM takes for a role name, which is what SDKs expect in a listing. */
    private static final Pattern FORM = Pattern.compile("[\\w+=,.@-]{1,64}");

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\s]");

    private static final String EXPECTED = "may have up to 64 letters, digits and _ + = , . @ -";

    private NameText() {}

    static boolean isValid(String name) {
        return FORM.matcher(name).matches();
    }

    /** Without white space and control characters, so that it can stand in a path or a query. */
    static boolean isOneWord(String text) {
        return !UNPRINTABLE.matcher(text).find();
    }

    static String oneWord(String text) {
        if (!isOneWord(text)) {
            throw new IllegalArgumentException("holds white space or control characters");
        }
        return text;
    }

    static String name(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("is not a name; a name " + EXPECTED);
        }
        return text;
    }

    /** Reports the names of a map that are none. */
    static void check(Section parent, Iterable<String> names, Problems problems) {
        for (String name : names) {
            if (!isValid(name)) {
                problems.error(parent.path(name), parent.origin(name), "a name " + EXPECTED);
            }
        }
    }

    static String oneOf(String text, Set<String> words) {
        if (!words.contains(text)) {
            String suggestion = Suggestion.didYouMean(text, words);
            throw new IllegalArgumentException("is not one of " + String.join(", ", new TreeSet<>(words)) + suggestion);
        }
        return text;
    }
}
