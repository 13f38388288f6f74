package dev.credence.config;

import java.util.Comparator;
import java.util.Optional;

/**
 * Something in the configuration that is wrong, or probably not meant.
 *
 * @param path of the key, dotted, list items by index from 0: {@code callers.0.match.cidr}; empty for a whole file
 * @param value as it was written, masked where it is a secret
 * @param message what is wrong and what would be right; reads on from the value where there is one
 * @param origin where it was written, as far as it was written
 */
public record Problem(Severity severity, String path, Optional<String> value, String message, Optional<Origin> origin) {

    /** Errors first; within them by file and line. */
    static final Comparator<Problem> BY_PLACE = Comparator.comparing(Problem::severity)
            .thenComparing(problem -> problem.origin().map(Origin::place).orElse(""))
            .thenComparing(problem -> problem.origin().map(Origin::line).orElse(0));

    /** True if the configuration cannot be used. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** One line: {@code credence.yaml:12: credentials.app.rle: unknown key; did you mean role?} */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        origin.filter(known -> !known.equals(Origin.DEFAULT))
                .ifPresent(known -> line.append(known).append(": "));
        if (!path.isEmpty()) {
            line.append(path).append(": ");
        }
        if (!isError()) {
            line.append("warning: ");
        }
        value.ifPresent(shown -> line.append(shown).append(' '));
        return line.append(message).toString();
    }
}
