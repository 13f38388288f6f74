package dev.credence.config;

import java.util.List;

/**
 * Which roles callers may name: {@code *} stands for any text, also across slashes, and {@code ?} for one character, as
 * in policies of IAM. Immutable; any thread.
 */
public record RolePatterns(List<String> patterns) {
    private static final String ANY = "*";

    public RolePatterns {
        patterns = List.copyOf(patterns);
    }

    /** True if nothing is excluded. */
    public boolean admitEverything() {
        return patterns.isEmpty() || patterns.contains(ANY);
    }

    /** True if one of them describes the whole text. */
    public boolean admit(String text) {
        return admitEverything() || patterns.stream().anyMatch(pattern -> matches(pattern, text));
    }

    /**
     * Goes back to the last star at each mismatch, and never further: so what a caller writes costs at most the product
     * of both lengths, where a regular expression could be made to take ages.
     */
    private static boolean matches(String pattern, String text) {
        int inPattern = 0;
        int inText = 0;
        int star = -1;
        int resume = 0;
        while (inText < text.length()) {
            char expected = inPattern < pattern.length() ? pattern.charAt(inPattern) : 0;
            if (expected == '*') {
                star = inPattern++;
                resume = inText;
            } else if (inPattern < pattern.length() && (expected == '?' || expected == text.charAt(inText))) {
                inPattern++;
                inText++;
            } else if (star >= 0) {
                inPattern = star + 1;
                inText = ++resume;
            } else {
                return false;
            }
        }
        while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
            inPattern++;
        }
        return inPattern == pattern.length();
    }
}
