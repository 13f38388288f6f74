package dev.credence.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant, by the number of letters to change. */
final class Suggestion {
    private Suggestion() {}

    /** {@code ; did you mean X?}, or nothing when none of the words is near. */
    static String didYouMean(String written, Collection<String> known) {
        return nearest(written, known)
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
    }

    private static Optional<String> nearest(String written, Collection<String> known) {
        int limit = written.length() < 5 ? 1 : Math.max(2, Math.min(4, written.length() / 3));
        return known.stream()
                .filter(word -> distance(written, word) <= limit)
                .min(Comparator.<String>comparingInt(word -> distance(written, word))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Damerau's distance in the form that counts a swap of neighbours as one, since that is how people mistype. */
    private static int distance(String left, String right) {
        int[][] cost = new int[left.length() + 1][right.length() + 1];
        for (int row = 0; row <= left.length(); row++) {
            for (int column = 0; column <= right.length(); column++) {
                cost[row][column] = row == 0 || column == 0 ? row + column : step(cost, left, right, row, column);
            }
        }
        return cost[left.length()][right.length()];
    }

    private static int step(int[][] cost, String left, String right, int row, int column) {
        boolean same = left.charAt(row - 1) == right.charAt(column - 1);
        int best = Math.min(
                cost[row - 1][column - 1] + (same ? 0 : 1), 1 + Math.min(cost[row - 1][column], cost[row][column - 1]));
        boolean swapped = row > 1
                && column > 1
                && left.charAt(row - 1) == right.charAt(column - 2)
                && left.charAt(row - 2) == right.charAt(column - 1);
        return swapped ? Math.min(best, cost[row - 2][column - 2] + 1) : best;
    }
}
