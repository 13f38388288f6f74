package dev.credence.source.vault;

import java.util.regex.Pattern;

/** What others have said, made fit to be a part of one line. */
final class Said {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\s]+");
    private static final int LONGEST = 200;

    private Said() {}

    /** Without line ends and control characters, and cut. */
    static String line(String text) {
        String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
